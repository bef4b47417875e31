import { AppError } from "#lib/platform/errors.ts";
import { decodeCut, decodeWhole } from "./bytes/characters.ts";
import { type FoundEncoding, findEncoding } from "./bytes/encoding.ts";
import { refuseOtherFiles } from "./bytes/not-a-csv.ts";
import { type Packing, packingOf, unpacked } from "./bytes/unpack.ts";
import type { Encoding } from "./contract.ts";
import { ENCODING_NAMES } from "./encoding-names.ts";

/** A file's beginning as it can be read again under another dialect. */
export interface SampledText {
  /** Unpacked, without byte order mark. */
  bytes: Buffer;
  /** They go to the file's end. */
  isWhole: boolean;
  packing: Packing | undefined;
  found: FoundEncoding;
  /** Bytes of the middle and the end of a file that is not packed. */
  windows: Buffer[];
}

/** Finds out what a file's first bytes are; at most `maxBytes` are unpacked. Throws unreadable_csv when they are no text. */
export async function openSample(raw: Buffer, isWholeFile: boolean, maxBytes: number): Promise<SampledText> {
  const packing = packingOf(raw);
  const text = packing
    ? await unpackedSample(raw, packing, isWholeFile, maxBytes)
    : { bytes: raw, isWhole: isWholeFile };
  refuseOtherFiles(text.bytes);
  const found = findEncoding(text.bytes, text.isWhole);
  return { bytes: text.bytes.subarray(found.markBytes), isWhole: text.isWhole, packing, found, windows: [] };
}

async function unpackedSample(raw: Buffer, packing: Packing, isWholeFile: boolean, maxBytes: number) {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of unpacked([raw], packing, { isCut: !isWholeFile })) {
    parts.push(part);
    length += part.length;
    if (length >= maxBytes) return { bytes: Buffer.concat(parts), isWhole: false };
  }
  return { bytes: Buffer.concat(parts), isWhole: isWholeFile };
}

/** The sample's text in an encoding. Stray bytes of a file that is UTF-8 otherwise show as U+FFFD: the rows that hold them are no evidence. */
export function textUnder({ bytes, isWhole, found }: SampledText, encoding: Encoding): string {
  const text = isWhole ? decodeWhole(bytes, encoding) : decodeCut(bytes, encoding);
  if (text !== undefined) return text;
  if (encoding === "utf-8" && found.hasStrayBytes) return new TextDecoder("utf-8").decode(bytes);
  throw new AppError(
    "unreadable_csv",
    `The text is not ${ENCODING_NAMES[encoding]}. Look at the file's encoding again.`,
  );
}
