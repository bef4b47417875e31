"use client";

import { Button, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Notice } from "#components/ui/notice.tsx";
import { plural } from "#lib/platform/format.ts";
import { inspectionQuery } from "#lib/schema/client.ts";
import type { DialectPart, Recipe } from "#lib/schema/contract.ts";
import { cutFiles } from "#lib/schema/cutting/client.ts";
import { datasetQuery } from "#lib/upload/client.ts";
import { PART_WORDS } from "./cutting/dialect-words.ts";

interface ReadAgainProps {
  datasetId: string;
  recipe: Pick<Recipe, "dialect">;
  files: number;
  /** What was decided otherwise than files were read. */
  parts: DialectPart[];
}

/** Why nothing is said of whole files once a person cuts them otherwise, and how to have it said again. */
export function ReadAgain({ datasetId, recipe, files, parts }: ReadAgainProps) {
  const queries = useQueryClient();
  const again = useMutation({
    mutationFn: () => cutFiles(datasetId, { dialect: recipe.dialect }),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: inspectionQuery(datasetId).queryKey }),
        queries.invalidateQueries({ queryKey: datasetQuery(datasetId).queryKey }),
      ]),
  });
  return (
    <Notice tone="note" title="Whole files were read before you decided how they are cut">
      <Text size="sm" mb="xs">
        You decided: {parts.map((part) => PART_WORDS[part].toLowerCase()).join(", ")}. What every row says is of another
        cut, so only samples count below until the files are read your way. Your other answers stay.
      </Text>
      <Button size="compact-sm" variant="default" loading={again.isPending} onClick={() => again.mutate()}>
        Read {plural(files, "file")} this way
      </Button>
      {again.error && (
        <Text size="sm" c="var(--warning-text)" role="alert">
          {again.error.message}
        </Text>
      )}
    </Notice>
  );
}
