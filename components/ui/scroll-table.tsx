import { Table, type TableProps } from "@mantine/core";
import type { ReactNode } from "react";

interface ScrollTableProps extends TableProps {
  /** What the table holds, for people who do not see it. */
  label: string;
  minWidth: number;
  maxHeight?: number;
  children: ReactNode;
}

/** A real table in a region of its own that scrolls sideways on a narrow screen, by keyboard as well. */
export function ScrollTable({ label, minWidth, maxHeight, children, ...rest }: ScrollTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="scroll-region" aria-label={label} tabIndex={0} style={{ maxHeight }}>
      <Table miw={minWidth} verticalSpacing={8} highlightOnHover {...rest}>
        {children}
      </Table>
    </section>
  );
}
