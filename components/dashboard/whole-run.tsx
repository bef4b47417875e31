import { Badge } from "@mantine/core";

/** Stands beside numbers that the filters do not narrow, while there are filters. */
export const WholeRun = () => (
  <Badge variant="light" color="gray" tt="none" fw={500}>
    whole run, not filtered
  </Badge>
);
