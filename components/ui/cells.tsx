import { Table } from "@mantine/core";
import type { ReactNode } from "react";

export const NumberCell = ({ children }: { children: ReactNode }) => (
  <Table.Td className="number-cell">{children}</Table.Td>
);

export const NumberHead = ({ children }: { children: ReactNode }) => (
  <Table.Th scope="col" className="number-cell">
    {children}
  </Table.Th>
);

export const Head = ({ children }: { children: ReactNode }) => <Table.Th scope="col">{children}</Table.Th>;
