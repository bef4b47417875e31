"use client";

import { UnstyledButton } from "@mantine/core";
import { type CSSProperties, Fragment } from "react";
import type { DefinitionKey } from "#lib/charts/definitions.ts";
import type { LeaderBar, LeadersModel } from "#lib/charts/leaders.ts";
import { ChartFrame } from "./chart-frame.tsx";
import classes from "./leaders-chart.module.css";
import { Swatch } from "./swatch.tsx";

interface LeadersChartProps {
  model: LeadersModel;
  definition: DefinitionKey;
  /** What the page is filtered by now. */
  chosen: string[];
  onToggle: (key: string) => void;
}

/** Bars around one zero; a press on one narrows the page to it, a second press takes that back. */
export function LeadersChart({ model, definition, chosen, onToggle }: LeadersChartProps) {
  return (
    <ChartFrame model={model} definition={definition}>
      {model.groups.map(({ name, bars }) => (
        <Fragment key={name}>
          {model.groups.length > 1 && <h3 className={classes.group}>{name}</h3>}
          <ul className={classes.leaders} style={zeroAt(model.zero)}>
            {bars.map((bar) => (
              <li key={bar.key}>
                <LeaderRow bar={bar} pressed={chosen.includes(bar.key)} onPress={() => onToggle(bar.key)} />
              </li>
            ))}
          </ul>
        </Fragment>
      ))}
    </ChartFrame>
  );
}

function LeaderRow({ bar, pressed, onPress }: { bar: LeaderBar; pressed: boolean; onPress: () => void }) {
  return (
    <UnstyledButton
      className={classes.leader}
      aria-pressed={pressed}
      onClick={onPress}
      title={`${bar.name}: ${bar.exact}`}
    >
      <span className={classes.leaderName}>
        <Swatch colour={bar.colour} />
        <span>
          {bar.name} <span className={classes.detail}>{bar.detail}</span>
        </span>
      </span>
      <span className={`numbers tone-${bar.tone}`}>{bar.value}</span>
      <span className={classes.track} aria-hidden="true">
        <span className={classes.fill} data-tone={bar.tone} style={{ left: `${bar.start}%`, width: `${bar.width}%` }} />
      </span>
    </UnstyledButton>
  );
}

const zeroAt = (percent: number): CSSProperties & { "--zero": string } => ({ "--zero": `${percent}%` });
