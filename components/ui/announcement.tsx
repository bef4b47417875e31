"use client";

import { VisuallyHidden } from "@mantine/core";
import { useState } from "react";

const PAUSE_MS = 10_000;

/** Progress for people who listen: a change is spoken at most every ten seconds. `at` is when `text` was true (ms). */
export function Announcement({ text, at }: { text: string; at: number }) {
  const [spoken, setSpoken] = useState({ text, at });
  if (text !== spoken.text && at - spoken.at >= PAUSE_MS) setSpoken({ text, at });
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {spoken.text}
    </VisuallyHidden>
  );
}
