import { Button, Popover } from "@mantine/core";
import { ChevronIcon } from "#components/ui/icons.tsx";
import { TickerSearchList } from "./ticker-search-list.tsx";
import type { View } from "./use-view.ts";

/** Several tickers at once, found by typing; the server searches those of the chosen sectors. */
export function TickerFilter({ base, view }: { base: string; view: View }) {
  const { tickers } = view.filter;
  return (
    <Popover position="bottom-start" shadow="md" width={300} trapFocus>
      <Popover.Target>
        <Button variant="default" rightSection={<ChevronIcon size={14} />}>
          Tickers{tickers.length > 0 ? ` (${tickers.length})` : ""}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <TickerSearchList base={base} view={view} />
      </Popover.Dropdown>
    </Popover>
  );
}
