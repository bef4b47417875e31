"use client";

import { StateMessage } from "#components/ui/state-message.tsx";

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <StateMessage isPage tone="error" title="This page could not be shown" onRetry={reset}>
      Something unforeseen went wrong. {error.digest && <>The log has the cause under {error.digest}.</>}
    </StateMessage>
  );
}
