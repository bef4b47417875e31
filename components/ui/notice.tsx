import { Text } from "@mantine/core";
import { type ReactNode, useId } from "react";
import classes from "./notice.module.css";

interface NoticeProps {
  title: string;
  /** question: waits for an answer; warning: something did not work; note: good to know. */
  tone: "question" | "warning" | "note";
  children?: ReactNode;
  /** Spoken at once, because it answers what was just done. */
  isAlert?: boolean;
}

/** Something to read before going on. */
export function Notice({ title, tone, children, isAlert = false }: NoticeProps) {
  const heading = useId();
  return (
    <section className={classes.notice} data-tone={tone} aria-labelledby={heading} role={isAlert ? "alert" : undefined}>
      <Text fw={600} id={heading}>
        {title}
      </Text>
      <Text size="sm" component="div">
        {children}
      </Text>
    </section>
  );
}
