import { AppError } from "#lib/platform/errors.ts";
import type { Encoding } from "../contract.ts";
import { byteOrderMark, decodeCut, decodeWhole, utf16Pattern } from "./characters.ts";

/** What a file's first bytes say about how its characters are written. */
export interface FoundEncoding {
  encoding: Encoding;
  /** Bytes of the byte order mark, which are no text. */
  markBytes: number;
  /** Every encoding that gives the bytes a meaning, the likeliest first; empty when the bytes themselves prove one. */
  candidates: Encoding[];
  /** UTF-8, but for some bytes: the rows that hold them will be rejected. */
  hasStrayBytes: boolean;
}

/** Unless they are the whole file the bytes may end in the middle of a character. Throws unreadable_csv when no encoding gives them a meaning. */
export function findEncoding(bytes: Buffer, isWhole: boolean): FoundEncoding {
  const reads = (body: Buffer, encoding: Encoding) => (isWhole ? decodeWhole : decodeCut)(body, encoding) !== undefined;
  const proved = (encoding: Encoding, markBytes = 0): FoundEncoding => ({
    encoding,
    markBytes,
    candidates: [],
    hasStrayBytes: false,
  });
  if (bytes.length >= 4 && bytes.readUInt32LE(0) === 0xfeff) throw notRead("UTF-32");
  const mark = byteOrderMark(bytes);
  if (mark && mark.encoding !== "utf-8") return proved(mark.encoding, mark.bytes);
  const pattern = utf16Pattern(bytes);
  if (pattern) return proved(pattern);
  const markBytes = mark?.bytes ?? 0;
  const body = bytes.subarray(markBytes);
  if (reads(body, "utf-8")) return proved("utf-8", markBytes);
  if (mark || isMostlyUtf8(body)) return { ...proved("utf-8", markBytes), hasStrayBytes: true };
  const candidates = candidatesFor(body, (encoding) => reads(body, encoding));
  const [encoding] = candidates;
  if (!encoding) throw notRead("in an encoding that cannot be told");
  return { encoding, markBytes: 0, candidates, hasStrayBytes: false };
}

const notRead = (what: string): AppError =>
  new AppError(
    "unreadable_csv",
    `This file's text is ${what}. Save it as UTF-8 (in Excel: “CSV UTF-8”) and upload it again.`,
  );

/** Characters of several bytes are hardly ever right by chance. */
function isMostlyUtf8(bytes: Buffer): boolean {
  const text = new TextDecoder("utf-8").decode(bytes);
  const stray = text.match(/\ufffd/g)?.length ?? 0;
  const sound = text.match(/[^\0-\x7f\ufffd]/g)?.length ?? 0;
  return sound >= 4 * stray;
}

/** Below this share of common characters a text is not likely to be Japanese or Chinese. */
const COMMON = 0.6;

function candidatesFor(bytes: Buffer, fits: (encoding: Encoding) => boolean): Encoding[] {
  const eastern = [
    { encoding: "shift-jis" as const, share: commonShare(bytes, isCommonJapanese) },
    { encoding: "gbk" as const, share: commonShare(bytes, isCommonChinese) },
  ];
  const likely = eastern.filter(({ encoding, share }) => share >= COMMON && fits(encoding));
  const western: Encoding[] = fits("windows-1252") ? ["windows-1252"] : likely.length > 0 ? [] : ["latin-1"];
  const others = eastern.filter((one) => !likely.includes(one) && fits(one.encoding));
  const byShare = (list: typeof eastern) => list.sort((a, b) => b.share - a.share).map(({ encoding }) => encoding);
  return [...byShare(likely), ...western, ...byShare(others)];
}

/** The share of pairs of bytes, each begun by a byte above ASCII, that are common. */
function commonShare(bytes: Buffer, isCommon: (lead: number, trail: number) => boolean): number {
  let [pairs, common] = [0, 0];
  for (let at = 0; at < bytes.length - 1; at++) {
    const [lead = 0, trail = 0] = [bytes[at], bytes[at + 1]];
    if (lead < 0x80) continue;
    pairs++;
    if (isCommon(lead, trail)) common++;
    at++;
  }
  return pairs > 0 ? common / pairs : 0;
}

/** Signs, kana and the common half of the characters; everyday European letters begin the other half. */
const isCommonJapanese = (lead: number, trail: number): boolean =>
  lead >= 0x81 && lead <= 0x97 && trail >= 0x40 && trail !== 0x7f && trail <= 0xfc;

const isCommonChinese = (lead: number, trail: number): boolean =>
  ((lead >= 0xb0 && lead <= 0xd7) || (lead >= 0xa1 && lead <= 0xa3)) && trail >= 0xa1;
