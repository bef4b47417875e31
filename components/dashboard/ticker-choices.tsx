import { Button, Checkbox, Group, Pill, Skeleton, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Swatch } from "#components/charts/swatch.tsx";
import { sectorColour } from "#lib/charts/sector-colour.ts";
import { formatCount, plural } from "#lib/platform/format.ts";
import { tickersQuery } from "#lib/results/client.ts";
import { MAX_TICKERS, type TickerMatches } from "#lib/results/contract.ts";
import classes from "./dashboard.module.css";
import { toggled, type View } from "./use-view.ts";

const TYPING_MS = 200;

/** Several tickers at once, found by typing; the server searches those of the chosen sectors. */
export function TickerChoices({ base, view: { filter, narrow } }: { base: string; view: View }) {
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), TYPING_MS);
  const found = useQuery(tickersQuery(base, { sectors: filter.sectors, q, limit: MAX_TICKERS }));
  const choose = (tickers: string[]) => narrow({ tickers: tickers.slice(0, MAX_TICKERS) });
  return (
    <>
      <TextInput
        aria-label="Search tickers"
        placeholder="Search tickers"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Chosen tickers={filter.tickers} onChoose={choose} />
      <Text size="xs" c={found.isError ? "var(--loss)" : "dimmed"} my={8} role="status">
        {found.isError ? found.error.message : foundWords(found.data, filter.sectors)}
      </Text>
      <Matches matches={found.data} chosen={filter.tickers} onChoose={choose} />
    </>
  );
}

interface ChoiceProps {
  onChoose: (tickers: string[]) => void;
}

const SHOWN_PILLS = 12;

function Chosen({ tickers, onChoose }: ChoiceProps & { tickers: string[] }) {
  if (tickers.length === 0) return null;
  return (
    <Group gap={4} mt="xs">
      {tickers.slice(0, SHOWN_PILLS).map((ticker) => (
        <Pill
          key={ticker}
          withRemoveButton
          removeButtonProps={{ "aria-label": `Remove ${ticker}`, "aria-hidden": false, tabIndex: 0 }}
          onRemove={() => onChoose(toggled(tickers, ticker))}
        >
          {ticker}
        </Pill>
      ))}
      {tickers.length > SHOWN_PILLS && <Text size="xs">and {formatCount(tickers.length - SHOWN_PILLS)} more</Text>}
      <Button size="compact-xs" variant="subtle" onClick={() => onChoose([])}>
        All tickers
      </Button>
    </Group>
  );
}

function Matches({
  matches,
  chosen,
  onChoose,
}: ChoiceProps & { matches: TickerMatches | undefined; chosen: string[] }) {
  if (!matches) return <Skeleton height={240} />;
  const missing = matches.tickers.map(({ ticker }) => ticker).filter((ticker) => !chosen.includes(ticker));
  const all = [...chosen, ...missing];
  return (
    <>
      <fieldset aria-label="Tickers" className={classes.choices}>
        {matches.tickers.map(({ ticker, sector }) => (
          <Checkbox
            key={ticker}
            value={ticker}
            checked={chosen.includes(ticker)}
            my={6}
            onChange={() => onChoose(toggled(chosen, ticker))}
            label={
              <span className={classes.choice}>
                <Swatch colour={sectorColour(sector)} />
                {ticker}
                <Text span size="xs" c="dimmed">
                  {sector}
                </Text>
              </span>
            }
          />
        ))}
      </fieldset>
      {missing.length > 1 && matches.total === matches.tickers.length && all.length <= MAX_TICKERS && (
        <Button mt="xs" size="compact-sm" variant="subtle" onClick={() => onChoose(all)}>
          Choose these {formatCount(matches.total)}
        </Button>
      )}
    </>
  );
}

function foundWords(matches: TickerMatches | undefined, sectors: string[]): string {
  if (!matches) return "Searching…";
  const where = sectors.length > 0 ? ` in ${plural(sectors.length, "sector")}` : "";
  const rest = matches.total - matches.tickers.length;
  return `${plural(matches.total, "ticker")}${where}${rest > 0 ? `; ${formatCount(rest)} not listed, type to narrow` : ""}`;
}
