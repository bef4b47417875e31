import type { Encoding } from "../contract.ts";

/** Bytes that Windows-1252 leaves without a meaning. */
const UNDEFINED_1252 = /[\x81\x8d\x8f\x90\x9d]/;

const LABELS = {
  "utf-8": "utf-8",
  "utf-16le": "utf-16le",
  "utf-16be": "utf-16be",
  "windows-1252": "windows-1252",
  "shift-jis": "shift_jis",
  gbk: "gbk",
} satisfies Record<Exclude<Encoding, "latin-1">, string>;

/** The characters of these bytes; undefined when some mean nothing in the encoding: nothing is ever replaced. */
export const decodeWhole = (bytes: Buffer, encoding: Encoding): string | undefined => decode(bytes, encoding, false);

/** decodeWhole for bytes that may end in the middle of a character, which is left out. */
export const decodeCut = (bytes: Buffer, encoding: Encoding): string | undefined => decode(bytes, encoding, true);

function decode(bytes: Buffer, encoding: Encoding, isCut: boolean): string | undefined {
  if (encoding === "latin-1") return bytes.toString("latin1");
  try {
    const decoder = new TextDecoder(LABELS[encoding], { fatal: true, ignoreBOM: true });
    const text = decoder.decode(bytes, { stream: isCut });
    return encoding === "windows-1252" && UNDEFINED_1252.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** How many of the bytes have a meaning before the first that has none. */
export function soundBytes(bytes: Buffer, encoding: Encoding): number {
  let [possible, bad] = [0, bytes.length];
  while (possible < bad) {
    const middle = Math.ceil((possible + bad) / 2);
    if (decodeCut(bytes.subarray(0, middle), encoding) !== undefined) possible = middle;
    else bad = middle - 1;
  }
  // What was possible may end with the first half of a character that has no second.
  for (let sound = possible; sound > possible - 4 && sound > 0; sound--)
    if (decodeWhole(bytes.subarray(0, sound), encoding) !== undefined) return sound;
  return 0;
}

export const isUtf16 = (encoding: Encoding): boolean => encoding === "utf-16le" || encoding === "utf-16be";

/** The length of the byte order mark that tells the encoding, and the encoding it tells. */
export function byteOrderMark(head: Buffer): { encoding: Encoding; bytes: number } | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: "utf-8", bytes: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: "utf-16le", bytes: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: "utf-16be", bytes: 2 };
  return undefined;
}

const PATTERN_BYTES = 4_096;

/** UTF-16 without a mark: in text of Western letters every second byte is NUL. */
export function utf16Pattern(head: Buffer): Encoding | undefined {
  const start = head.subarray(0, PATTERN_BYTES);
  const nuls = [0, 0];
  start.forEach((byte, at) => {
    if (byte === 0) nuls[at % 2] = (nuls[at % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = nuls.map((count) => count / (start.length / 2));
  if (odd > 0.5 && even < 0.05) return "utf-16le";
  return even > 0.5 && odd < 0.05 ? "utf-16be" : undefined;
}

/** How many bytes at the end begin a UTF-8 character that goes on behind them. */
export function cutOff(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}
