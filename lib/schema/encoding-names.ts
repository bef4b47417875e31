import type { Encoding } from "./contract.ts";

/** What people call the encodings. */
export const ENCODING_NAMES: Record<Encoding, string> = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16",
  "windows-1252": "Windows-1252",
  "latin-1": "Latin-1",
  "shift-jis": "Shift-JIS",
  gbk: "GBK",
};
