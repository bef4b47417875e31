import { finished, pipeline, Readable, Transform } from "node:stream";
import { to as copyTo } from "pg-copy-streams";
import { pool } from "#lib/platform/db.ts";
import { AppError } from "#lib/platform/errors.ts";
import { presignDownload } from "#lib/platform/storage.ts";
import type { ExportFormat } from "./contract.ts";
import type { ResultScope } from "./queries.ts";
import type { OwnedRun } from "./results.ts";
import { tradesCopy } from "./trades-copy.ts";

const CONTENT_TYPES = { csv: "text/csv; charset=utf-8", json: "application/json" };

/** All trades of a run as a download, ordered by ticker and date: text straight from Postgres, Parquet from the object store. */
export async function exportTrades(run: OwnedRun, format: ExportFormat): Promise<Response> {
  const fileName = `run-${run.runId}-trades.${format}`;
  if (format === "parquet") return Response.redirect(await presignParquet(run, fileName), 307);
  const trades = await openTrades(run, format);
  return new Response(Readable.toWeb(trades) as ReadableStream, {
    headers: {
      "content-type": CONTENT_TYPES[format],
      "content-disposition": `attachment; filename="${fileName}"`,
      "cache-control": "private, no-store",
    },
  });
}

function presignParquet({ tradesKey }: OwnedRun, fileName: string): Promise<string> {
  if (!tradesKey) throw new AppError("not_found", "This run's Parquet file is no longer there.");
  return presignDownload(tradesKey, fileName);
}

/** The text of all trades, as fast as it is read and no faster. Ends its database connection when the reader goes away. */
export async function openTrades(scope: ResultScope, format: "csv" | "json"): Promise<Readable> {
  const connection = await pool().connect();
  const copy = connection.query(copyTo(tradesCopy(scope.runId, format)));
  // A connection in the middle of a COPY is of no use to anyone else: it is closed.
  finished(copy, (error) => connection.release(error ?? undefined));
  return format === "json" ? pipeline(copy, jsonArray(), () => {}) : copy;
}

/** Lines of objects become one array; the text is never held as a whole. */
function jsonArray(): Transform {
  let before = "[\n";
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const text = chunk.toString("latin1");
      const isEndOfLine = text.endsWith("\n");
      done(null, Buffer.from(before + (isEndOfLine ? text.slice(0, -1) : text).replaceAll("\n", ",\n"), "latin1"));
      before = isEndOfLine ? ",\n" : "";
    },
    flush(done) {
      done(null, before === "[\n" ? "[]\n" : "\n]\n");
    },
  });
}
