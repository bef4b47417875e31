import { Button, NativeSelect, NumberInput } from "@mantine/core";
import { Dialect, type DialectPart } from "#lib/schema/contract.ts";
import { decidePart, isDecided, takeBackPart } from "./dialect-draft.ts";
import classes from "./dialect-panel.module.css";
import { PART_CHOICES, PART_LIMITS, PART_WORDS, partValue, partWords } from "./dialect-words.ts";

interface DialectPartProps {
  part: DialectPart;
  dialect: Dialect;
  /** What the file shows by itself; null when that cannot be read. */
  found: Dialect | null;
  onChange: (dialect: Dialect) => void;
}

/** One part of how a file is cut: what was found, and what a person makes of it. */
export function DialectPartField({ part, dialect, found, onChange }: DialectPartProps) {
  const choose = (value: unknown) => {
    const valid = Dialect.shape[part].safeParse(value);
    if (valid.success && valid.data !== undefined) onChange(decidePart(dialect, part, valid.data));
  };
  const decided = isDecided(dialect, part);
  const common = {
    size: "xs",
    label: PART_WORDS[part],
    description: found ? `Found: ${partWords(found, part)}` : undefined,
    inputWrapperOrder: ["label", "input", "description"] satisfies ("label" | "input" | "description")[],
  } as const;
  const choices = PART_CHOICES[part];
  return (
    <div className={classes.part} data-decided={decided}>
      {choices ? (
        <NativeSelect
          {...common}
          data={choices}
          value={partValue(dialect, part)}
          onChange={({ currentTarget }) => choose(parsedChoice(part, currentTarget.value))}
        />
      ) : (
        <NumberInput
          {...common}
          {...PART_LIMITS[part]}
          allowDecimal={false}
          clampBehavior="strict"
          disabled={part === "headerLines" && !dialect.hasHeader}
          value={Number(dialect[part])}
          onChange={choose}
        />
      )}
      {decided && found && (
        <Button
          size="compact-xs"
          variant="subtle"
          aria-label={`${PART_WORDS[part]}: take back to what was found`}
          onClick={() => onChange(takeBackPart(dialect, found, part))}
        >
          Take back
        </Button>
      )}
    </div>
  );
}

const parsedChoice = (part: DialectPart, text: string): string | boolean =>
  part === "hasHeader" || part === "trailingDelimiter" ? text === "true" : text;
