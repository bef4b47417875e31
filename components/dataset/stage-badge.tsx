import { Pill } from "#components/ui/pill.tsx";
import type { DatasetStage } from "#lib/upload/contract.ts";
import { STAGE_TONES, STAGE_WORDS } from "./stage.ts";

export const StageBadge = ({ stage }: { stage: DatasetStage }) => (
  <Pill tone={STAGE_TONES[stage]}>{STAGE_WORDS[stage]}</Pill>
);
