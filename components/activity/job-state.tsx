import { Pill, type PillTone } from "#components/ui/pill.tsx";
import type { JobView } from "#lib/platform/wire.ts";
import { stateWords } from "./job-words.ts";

const TONES: Record<JobView["state"], PillTone> = {
  queued: "still",
  running: "going",
  succeeded: "good",
  failed: "bad",
  cancelled: "still",
};

export const JobState = ({ job }: { job: JobView }) => (
  <Pill tone={job.state === "queued" && job.failure ? "ask" : TONES[job.state]}>{stateWords(job)}</Pill>
);
