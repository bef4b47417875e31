import { Button, Paper, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { RequestFailed } from "#lib/platform/fetch-json.ts";

interface StateMessageProps {
  title: string;
  children?: ReactNode;
  /** One button: the next step. */
  action?: ReactNode;
  /** Given for an error: tries again what failed. */
  onRetry?: () => void;
  tone?: "empty" | "error";
  /** Whether it is all there is on the page, and so its heading. */
  isPage?: boolean;
}

/** A designed state: what is (or went wrong), and the one thing to do now. */
export function StateMessage({ title, children, action, onRetry, tone = "empty", isPage = false }: StateMessageProps) {
  return (
    <Paper withBorder p="xl" role={tone === "error" ? "alert" : undefined}>
      <Stack align="center" gap="sm" ta="center" maw={520} mx="auto" py="md">
        <Title order={isPage ? 1 : 2} size="h4">
          {title}
        </Title>
        {children && (
          <Text c="dimmed" size="sm" component="div">
            {children}
          </Text>
        )}
        {action}
        {onRetry && (
          <Button variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Paper>
  );
}

interface QueryFailedProps {
  what: string;
  error: Error;
  onRetry: () => void;
  isPage?: boolean;
}

/** A query that failed, in the server's words. */
export function QueryFailed({ what, error, onRetry, isPage }: QueryFailedProps) {
  return (
    <StateMessage isPage={isPage} tone="error" title={`${what} cannot be shown`} onRetry={onRetry}>
      {error instanceof RequestFailed ? error.message : "The server's answer was not understood. Reload the page."}
    </StateMessage>
  );
}
