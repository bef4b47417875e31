"use client";

import { Button, Group, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ButtonLink } from "#components/ui/links.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import { plural } from "#lib/platform/format.ts";
import { type TakenFromBucket, takeFromBucket } from "./take-from-bucket.ts";

interface FromBucketProps {
  /** Where the server lets people import from, as s3://bucket or s3://bucket/prefix. */
  places: string[];
  datasetId: string | null;
  onTaken: (datasetId: string) => void;
}

const SHOWN = 10;

/** Files that are in a bucket already become files of the dataset where they lie. */
export function FromBucket({ places, datasetId, onTaken }: FromBucketProps) {
  const [address, setAddress] = useState("");
  const [name, setName] = useState("");
  const queries = useQueryClient();
  const take = useMutation({
    mutationFn: () => takeFromBucket({ address, name, datasetId }),
    onSuccess: async (taken) => {
      await queries.invalidateQueries({ queryKey: ["dataset", taken.datasetId] });
      onTaken(taken.datasetId);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    take.mutate();
  };
  return (
    <Section title="From a bucket" note="Nothing is copied: the files stay where they lie and are read from there">
      <form onSubmit={submit}>
        <Group align="flex-end" gap="md">
          <TextInput
            label="Address"
            description={`An object, or a folder, below ${places.join(", ")}`}
            value={address}
            onChange={({ currentTarget }) => setAddress(currentTarget.value)}
            maxLength={1_100}
            style={{ flex: "2 1 280px" }}
          />
          {!datasetId && (
            <TextInput
              label="Name of the new dataset"
              value={name}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
              maxLength={200}
              style={{ flex: "1 1 200px" }}
            />
          )}
          <Button type="submit" variant="default" loading={take.isPending}>
            Import from the bucket
          </Button>
        </Group>
      </form>
      {take.error && (
        <Notice tone="warning" title="Nothing was imported" isAlert>
          {take.error.message}
        </Notice>
      )}
      {take.data && <Taken taken={take.data} />}
    </Section>
  );
}

const Taken = ({ taken: { datasetId, registered, known, refused } }: { taken: TakenFromBucket }) => (
  <>
    <Group gap="md" mt="sm">
      <Text role="status">
        {plural(registered, "file")} imported
        {known > 0 && `, ${plural(known, "file")} were here already`}
        {refused.length > 0 && `, ${plural(refused.length, "file")} refused`}.
      </Text>
      <ButtonLink href={`/datasets/${datasetId}/columns`}>Go to the columns</ButtonLink>
    </Group>
    {refused.length > 0 && (
      <ul className="plain-list">
        {refused.slice(0, SHOWN).map(({ path, message }) => (
          <li key={path}>
            <Text size="sm">
              <span className="raw">{path}</span>: {message}
            </Text>
          </li>
        ))}
        {refused.length > SHOWN && <Text size="sm">And {plural(refused.length - SHOWN, "more file")}.</Text>}
      </ul>
    )}
  </>
);
