import { readRange } from "#lib/platform/storage.ts";
import { type OpenSample, openForCutting } from "./open-sample.ts";
import type { FileToCut } from "./queries.ts";

/** Each holds a few MiB. */
const KEPT = 8;
/** The one asked for last is the last. A file's bytes never change under one ETag. */
const kept = new Map<string, Promise<OpenSample>>();

/** A file's sample, read again only when it was not looked at for a while. */
export function openSampleOf(file: FileToCut): Promise<OpenSample> {
  const name = `${file.id} ${file.etag}`;
  const sample = kept.get(name) ?? read(file);
  kept.delete(name);
  kept.set(name, sample);
  const [oldest] = kept.keys();
  if (kept.size > KEPT && oldest) kept.delete(oldest);
  sample.catch(() => kept.delete(name));
  return sample;
}

const read = ({ bucket, objectKey: key, etag, bytes }: FileToCut): Promise<OpenSample> =>
  openForCutting(bytes, (start, end) => readRange({ bucket, key }, etag, start, end));
