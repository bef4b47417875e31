import { takeFingerprint } from "./fingerprint.ts";
import { inLanes } from "./lanes.ts";
import { whyUnreadable } from "./put-part.ts";
import type { SendingFile } from "./sending-file.ts";
import type { Works } from "./works.ts";

const READ_AT_ONCE = 4;

/** A file and the run of it that is meant; once its signal aborts, whoever holds it lets go. */
export interface FileRun {
  file: SendingFile;
  signal: AbortSignal;
}

/**
 * Claims, reads and registers files. Resolves to those that were registered: each has a ticket or a known twin, or was
 * refused. A file that another tab has comes back through `onOurs`.
 */
export async function openFiles(
  runs: FileRun[],
  works: Works,
  onOurs: (file: SendingFile) => void,
): Promise<FileRun[]> {
  const claimed = await Promise.all(runs.map((run) => claim(run, works, onOurs)));
  const ours = runs.filter((_, index) => claimed[index]);
  await inLanes(READ_AT_ONCE, ours, (run) => readEnds(run, works));
  const readable = ours.filter(({ signal }) => !signal.aborted);
  if (readable.length > 0) await works.requests.register(readable.map(({ file }) => file));
  return readable;
}

/** False: another tab has it now. */
function claim({ file, signal }: FileRun, works: Works, onOurs: (file: SendingFile) => void): Promise<boolean> {
  const { datasetId, effects } = works;
  const ask = effects.claim;
  if (!ask || file.release) return Promise.resolve(true);
  return new Promise((resolve) => {
    let isHeld = false;
    const onHeld = () => {
      isHeld = true;
      if (!signal.aborted) file.moveTo("elsewhere");
      works.changed();
      resolve(false);
    };
    const onRelease = (release: () => void) => {
      if (signal.aborted) return release();
      file.release = release;
      if (isHeld) onOurs(file);
      else resolve(true);
    };
    ask(`${datasetId}/${file.source.path}`, { signal, onHeld })
      .then(onRelease, () => {})
      .finally(() => resolve(false));
  });
}

async function readEnds({ file, signal }: FileRun, { effects }: Works): Promise<void> {
  try {
    file.fingerprint ??= await takeFingerprint(file.source.blob, effects.crc32, signal);
  } catch (error) {
    if (!signal.aborted) file.fail(whyUnreadable(error).message);
  }
}
