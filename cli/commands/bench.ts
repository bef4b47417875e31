import type { Command } from "commander";
import { z } from "zod";
import { runAppendBench } from "#bench/append.ts";
import { runClusterBench } from "#bench/cluster.ts";
import { appendSummary, clusterSummary } from "#bench/cluster-summary.ts";
import { benchDrawer } from "#bench/drawer-bench.ts";
import { runSchemaBench } from "#bench/schema.ts";
import { schemaSummary } from "#bench/schema-summary.ts";
import { runSpellingsBench } from "#bench/spellings.ts";
import { benchUpload } from "#bench/upload.ts";
import { drawerSummary, uploadSummary } from "#bench/upload-summary.ts";
import { checkOptions } from "#cli/client/check-options.ts";
import { print, printJson } from "#cli/client/print.ts";
import { registerStages } from "./bench-stages.ts";

const UploadFlags = z.object({
  megabytes: z.coerce.number().int().min(16).max(50_000),
  runs: z.coerce.number().int().min(1).max(20),
  json: z.boolean().default(false),
});

const DrawerFlags = z.object({ share: z.coerce.number().min(0.001).max(1), json: z.boolean().default(false) });

const AppendFlags = z.object({
  existing: z.coerce.number().int().min(1).max(2_000),
  runs: z.coerce.number().int().min(1).max(20),
  json: z.boolean().default(false),
});

const ClusterFlags = z.object({
  rows: z.coerce.number().int().min(100_000).max(1_000_000_000),
  runs: z.coerce.number().int().min(1).max(20),
  json: z.boolean().default(false),
});

const SchemaFlags = z.object({
  megabytes: z.coerce.number().int().min(16).max(50_000),
  runs: z.coerce.number().int().min(1).max(20),
  json: z.boolean().default(false),
});

export function registerBench(program: Command): void {
  const bench = program.command("bench").description("measure the pipeline beside raw DuckDB and raw COPY, as ratios");
  registerUpload(bench);
  registerDrawer(bench);
  registerAppend(bench);
  registerCluster(bench);
  registerStages(bench);
  registerSchema(bench);
  registerSpellings(bench);
}

function registerUpload(bench: Command): void {
  bench
    .command("upload")
    .description("measure the upload engine beside a bare loop of parallel PUTs, as a ratio")
    .option("--megabytes <n>", "size of the large file; as much again comes in small ones", "512")
    .option("--runs <n>", "rounds; figures are the best of them", "3")
    .option("--json", "print one JSON document")
    .action(async (_: unknown, command: Command) => {
      const { json, ...options } = checkOptions(UploadFlags, command.optsWithGlobals());
      const result = await benchUpload(options, (line) => process.stderr.write(`${line}\n`));
      if (json) printJson(result);
      else print(uploadSummary(result));
    });
}

function registerDrawer(bench: Command): void {
  bench
    .command("drawer")
    .description("simulate the upload of 2,151 files, 437 GB, over 1 Gbit/s: in one go, and through a bad week")
    .option("--share <n>", "only so much of it, from 0.001 to 1", "1")
    .option("--json", "print one JSON document")
    .action(async (_: unknown, command: Command) => {
      const { json, share } = checkOptions(DrawerFlags, command.optsWithGlobals());
      const report = await benchDrawer(share);
      if (json) printJson(report);
      else print(drawerSummary(report));
    });
}

function registerAppend(bench: Command): void {
  bench
    .command("append")
    .description("measure adding one file to a drawer beside converting and clustering all of it, as a ratio")
    .option("--existing <n>", "files in the drawer before", "200")
    .option("--runs <n>", "files appended, of either kind; figures are their medians", "3")
    .option("--json", "print one JSON document")
    .action(async (_: unknown, command: Command) => {
      const { json, existing, runs } = checkOptions(AppendFlags, command.optsWithGlobals());
      const result = await runAppendBench({ files: existing, runs }, (line) => process.stderr.write(`${line}\n`));
      if (json) printJson(result);
      else print(appendSummary(result));
    });
}

function registerCluster(bench: Command): void {
  bench
    .command("cluster")
    .description(
      "measure clustering of parts in several shapes, and of 1, 2, 4 and 8 times the rows, beside one sorted COPY",
    )
    .option("--rows <n>", "rows of each shape", "3000000")
    .option("--runs <n>", "rounds; figures are their medians", "3")
    .option("--json", "print one JSON document")
    .action(async (_: unknown, command: Command) => {
      const { json, ...options } = checkOptions(ClusterFlags, command.optsWithGlobals());
      const result = await runClusterBench(options, (line) => process.stderr.write(`${line}\n`));
      if (json) printJson(result);
      else print(clusterSummary(result));
    });
}

function registerSpellings(bench: Command): void {
  bench
    .command("spellings")
    .description(
      "measure converting columns written in the usual ways beside raw DuckDB told the same format, as ratios",
    )
    .option("--rows <n>", "rows of each file", "3000000")
    .option("--runs <n>", "rounds; figures are their medians", "3")
    .option("--json", "print one JSON document")
    .action(async (_: unknown, command: Command) => {
      const { json, ...options } = checkOptions(ClusterFlags, command.optsWithGlobals());
      const result = await runSpellingsBench(options, (line) => process.stderr.write(`${line}\n`));
      if (json) printJson(result);
      else for (const [name, ratio] of Object.entries(result.ratios)) print(`${name.padEnd(22)}${ratio} times raw`);
    });
}

function registerSchema(bench: Command): void {
  bench
    .command("schema")
    .description("measure reading and converting whole files, sound and spoiled, beside raw DuckDB, as ratios")
    .option("--megabytes <n>", "size of the file", "1000")
    .option("--runs <n>", "rounds; figures are their medians", "3")
    .option("--json", "print one JSON document")
    .action(async (_: unknown, command: Command) => {
      const { json, ...options } = checkOptions(SchemaFlags, command.optsWithGlobals());
      const result = await runSchemaBench(options, (line) => process.stderr.write(`${line}\n`));
      if (json) printJson(result);
      else print(schemaSummary(result));
    });
}
