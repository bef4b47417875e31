import { Progress } from "@mantine/core";

interface MeterProps {
  /** What is measured, for people who do not see the bar. */
  label: string;
  done: number;
  total: number;
  /** The words beside the bar, when the number alone says too little. */
  text?: string;
  tone?: "going" | "good" | "bad" | "still";
}

const COLORS = { going: "oak", good: "blue.6", bad: "orange.8", still: "gray.5" };

/** How much of something is there, as a bar. */
export function Meter({ label, done, total, text, tone = "going" }: MeterProps) {
  const percent = total > 0 ? Math.min(100, (done / total) * 100) : 0;
  return (
    // Without a transition: a bar that glides keeps the page drawing while it should send.
    <Progress.Root size="sm" radius="xs" transitionDuration={0}>
      <Progress.Section
        value={percent}
        color={COLORS[tone]}
        aria-label={label}
        aria-valuetext={text ?? `${Math.floor(percent)} %`}
      />
    </Progress.Root>
  );
}
