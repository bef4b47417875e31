import { isPlainText, type Misfit, type MisfitJudge } from "./misfit-judge.ts";
import type { RecordAutomaton } from "./record-automaton.ts";
import type { MarkedRecord } from "./record-lanes.ts";

/** A record that must be rejected; its row is counted from 1 in the file, its place is in the block. */
export interface MisfitRecord extends MarkedRecord {
  misfits: Misfit[];
}

/** Takes records that must be rejected out of a block, which is overwritten afterwards. */
export type TakeMisfits = (block: Buffer, records: readonly MisfitRecord[]) => void;

/** So many records may be taken out for a column before it is asked whether that is nearly all of the file. */
const PATIENCE = 100_000;
const NEARLY_ALL = 0.98;

/** Takes records out of blocks that have cells which are not in their column's spelling and do not fit the column. */
export class MisfitRecords {
  readonly #automaton: RecordAutomaton;
  readonly #judge: MisfitJudge;
  readonly #take: TakeMisfits;
  /** By column. */
  readonly #takenFor: number[] = [];

  /** The automaton must mark. */
  constructor(automaton: RecordAutomaton, judge: MisfitJudge, take: TakeMisfits) {
    this.#automaton = automaton;
    this.#judge = judge;
    this.#take = take;
  }

  /** As the automaton counts; `left` are the bytes up to the end, which is overwritten, without the records taken out. `before`: records of earlier blocks. */
  count(bytes: Buffer, before: number): { records: number; end: number; left: Buffer } | undefined {
    const counted = this.#settle(bytes);
    if (!counted) return undefined;
    const { records, end, taken } = counted;
    if (taken.length === 0) return { records, end, left: bytes.subarray(0, end) };
    for (const record of taken) {
      record.row += before;
      for (const { index } of record.misfits) this.#takenFor[index] = (this.#takenFor[index] ?? 0) + 1;
    }
    this.#take(bytes, taken);
    this.#giveUpHopeless(before + records);
    return { records, end, left: without(taken, bytes.subarray(0, end)) };
  }

  /** Records with a value in another spelling that fits are left to the strict reading: for all of its column the spelling is given up. */
  #settle(bytes: Buffer): { records: number; end: number; taken: MisfitRecord[] } | undefined {
    for (;;) {
      const counted = this.#automaton.count(bytes);
      const taken = counted && this.#judged(bytes, counted.marked);
      if (!counted || taken) return counted && taken && { ...counted, taken };
    }
  }

  /** Undefined when a spelling was given up. */
  #judged(bytes: Buffer, marked: readonly MarkedRecord[]): MisfitRecord[] | undefined {
    if (marked.length === 0) return [];
    const isPlain = isPlainText(bytes);
    const judged: MisfitRecord[] = [];
    for (const record of marked) {
      const odd = this.#automaton.oddCells(bytes, record);
      const misfits = this.#judge.judge(bytes, record, odd, isPlain);
      if (misfits.length === 0) {
        for (const column of odd.columns.slice(0, odd.length)) this.#automaton.giveUp(column);
        return undefined;
      }
      judged.push({ row: record.row, start: record.start, end: record.end, misfits });
    }
    return judged;
  }

  /** A file in which nothing fits need not be explained record by record. */
  #giveUpHopeless(records: number): void {
    for (const [column, taken] of this.#takenFor.entries())
      if (taken > PATIENCE && taken > records * NEARLY_ALL) this.#automaton.giveUp(column);
  }
}

/** Moves what is left together, in place. */
function without(records: readonly MarkedRecord[], bytes: Buffer): Buffer {
  let left = records[0]?.start ?? bytes.length;
  for (let at = 0; at < records.length; at++) {
    const from = records[at]?.end ?? 0;
    const to = records[at + 1]?.start ?? bytes.length;
    if (to === from) continue;
    bytes.copyWithin(left, from, to);
    left += to - from;
  }
  return bytes.subarray(0, left);
}
