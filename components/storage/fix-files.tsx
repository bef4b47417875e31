import { Button, CopyButton, Text } from "@mantine/core";
import { ScrollRegion } from "#components/ui/scroll-region.tsx";
import type { Fix } from "#lib/storage-check/contract.ts";
import classes from "./check-list.module.css";

/** The settings to put, word for word, and the command that puts them. */
export const FixFiles = ({ fix: { fileName, json, command } }: { fix: Fix }) => (
  <>
    <TextToCopy name={fileName} text={json} />
    <TextToCopy name="Command" text={command} />
  </>
);

const TextToCopy = ({ name, text }: { name: string; text: string }) => (
  <figure className={classes.file}>
    <figcaption className={classes.caption}>
      <Text size="sm" fw={500} className="raw">
        {name}
      </Text>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button size="compact-sm" variant="default" onClick={copy} aria-label={copied ? undefined : `Copy ${name}`}>
            {copied ? "Copied" : "Copy"}
          </Button>
        )}
      </CopyButton>
    </figcaption>
    <ScrollRegion label={name} maxHeight={480}>
      <pre className={classes.text}>{text}</pre>
    </ScrollRegion>
  </figure>
);
