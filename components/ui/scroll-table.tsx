import { Table, type TableProps } from "@mantine/core";
import type { ReactNode } from "react";
import { ScrollRegion } from "./scroll-region.tsx";

interface ScrollTableProps extends TableProps {
  /** What the table holds, for people who do not see it. */
  label: string;
  minWidth: number;
  maxHeight?: number;
  children: ReactNode;
}

/** A real table that scrolls sideways in a region of its own on a narrow screen. */
export const ScrollTable = ({ label, minWidth, maxHeight, children, ...rest }: ScrollTableProps) => (
  <ScrollRegion label={label} maxHeight={maxHeight}>
    <Table miw={minWidth} verticalSpacing={8} highlightOnHover {...rest}>
      {children}
    </Table>
  </ScrollRegion>
);
