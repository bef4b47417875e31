import { Badge } from "@mantine/core";
import type { DatasetStage } from "#lib/upload/contract.ts";
import { STAGE_COLORS, STAGE_WORDS } from "./stage.ts";

export const StageBadge = ({ stage }: { stage: DatasetStage }) => (
  <Badge variant="light" color={STAGE_COLORS[stage]} tt="none" radius="sm" fw={550}>
    {STAGE_WORDS[stage]}
  </Badge>
);
