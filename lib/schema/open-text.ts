import { createHash } from "node:crypto";
import { decoded } from "./bytes/decoding.ts";
import type { Dialect } from "./contract.ts";
import { type LeftOut, PlainRecords } from "./plain-records.ts";

/** A file on its way from stored bytes to text that every reader cuts alike. */
export interface OpenText {
  /** How to cut what comes out: UTF-8, with quotes doubled inside quotes. */
  dialect: Dialect;
  /**
   * The file's text: unpacked, in UTF-8, without byte order mark; where the file's dialect is out of the ordinary,
   * without lines above the header, remarks and footer, too. Throws unreadable_csv when a part is missing or means nothing.
   */
  text(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer>;
  /** What the stored file was. Known when all of the text has been taken. */
  facts(): { bytes: number; sha256: string; leftOut: LeftOut };
}

/** Reads one file under its own dialect: see fileDialect. `digests`: whether the SHA-256, which is "" otherwise, is worth its time. */
export function openText(dialect: Dialect, digests = true): OpenText {
  const hash = createHash("sha256");
  const records = isOrdinary(dialect) ? undefined : new PlainRecords(dialect);
  let bytes = 0;
  async function* counted(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      if (digests) hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  return {
    dialect: records ? records.dialect : { ...dialect, encoding: "utf-8", doubts: [] },
    text: (chunks) => {
      const text = decoded(counted(chunks), dialect.encoding);
      return records ? records.text(text) : text;
    },
    facts: () => ({
      bytes,
      sha256: digests ? hash.copy().digest("hex") : "",
      leftOut: records?.leftOut ?? { remarks: 0, footer: 0 },
    }),
  };
}

/** What the conversion's own scanner and the engine read as it is. */
const isOrdinary = ({
  quote,
  escape: escaped,
  comment,
  footerLines,
  headerLines,
  trailingDelimiter,
}: Dialect): boolean =>
  quote === '"' && escaped !== "\\" && comment === "" && footerLines === 0 && headerLines === 1 && !trailingDelimiter;
