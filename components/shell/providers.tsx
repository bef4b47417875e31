"use client";

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { RequestFailed } from "#lib/platform/fetch-json.ts";
import { theme } from "./theme.ts";

const FRESH_MS = 2_000;
const MAX_RETRIES = 2;

/** Everything the pages share in the browser: look, server state, URL state, messages. */
export function Providers({ children }: { children: ReactNode }) {
  const [queries] = useState(newQueryClient);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <NuqsAdapter>{children}</NuqsAdapter>
        <Notifications position="bottom-right" />
      </QueryClientProvider>
    </MantineProvider>
  );
}

const newQueryClient = () =>
  new QueryClient({ defaultOptions: { queries: { staleTime: FRESH_MS, retry: isWorthAnotherTry } } });

/** What the server refused it refuses again; silence and server trouble may pass. */
const isWorthAnotherTry = (failures: number, error: unknown): boolean =>
  failures < MAX_RETRIES && error instanceof RequestFailed && (error.status === 0 || error.status >= 500);
