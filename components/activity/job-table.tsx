import { Table } from "@mantine/core";
import { Head, NumberHead } from "#components/ui/cells.tsx";
import { ScrollTable } from "#components/ui/scroll-table.tsx";
import type { JobView } from "#lib/platform/wire.ts";
import { JobRow } from "./job-row.tsx";

/** `at` is when the server said so (ms). */
export const JobTable = ({ label, jobs, at }: { label: string; jobs: JobView[]; at: number }) => (
  <ScrollTable label={label} minWidth={1040}>
    <Table.Thead>
      <Table.Tr>
        <Head>What</Head>
        <Head>State</Head>
        <Head>Reads</Head>
        <NumberHead>Rate</NumberHead>
        <NumberHead>Time</NumberHead>
        <NumberHead>Tries</NumberHead>
        <Head>Worker</Head>
        <NumberHead>Peak memory</NumberHead>
        <Head>Started</Head>
        <Table.Td />
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {jobs.map((job) => (
        <JobRow key={job.id} job={job} at={at} />
      ))}
    </Table.Tbody>
  </ScrollTable>
);
