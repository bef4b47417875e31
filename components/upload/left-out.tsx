import { Text } from "@mantine/core";
import { plural } from "#lib/platform/format.ts";

const NAMED = 3;

export function LeftOut({ paths }: { paths: string[] }) {
  if (paths.length === 0) return null;
  const names = paths.slice(0, NAMED).join(", ") + (paths.length > NAMED ? ", …" : "");
  return (
    <Text size="sm" c="dimmed" role="status">
      {plural(paths.length, "file is", "files are")} not CSV by name and {paths.length === 1 ? "was" : "were"} left out:{" "}
      {names}
    </Text>
  );
}
