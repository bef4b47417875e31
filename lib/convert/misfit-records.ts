import type { MisfitJudge, MisfitRecord } from "./misfit-judge.ts";
import type { RecordAutomaton } from "./record-automaton.ts";
import type { MarkedRecord } from "./record-lanes.ts";

/** Takes a record that must be rejected; its row is counted from 1. */
export type TakeMisfit = (row: number, record: MisfitRecord) => void;

/** So many records may be taken out for a column before it is asked whether that is nearly all of the file. */
const PATIENCE = 100_000;
const NEARLY_ALL = 0.98;

/** Takes records out of blocks that have cells which are not in their column's spelling and do not fit the column. */
export class MisfitRecords {
  readonly #automaton: RecordAutomaton;
  readonly #judge: MisfitJudge;
  readonly #take: TakeMisfit;
  readonly #takenFor = new Map<number, number>();

  /** The automaton must mark. */
  constructor(automaton: RecordAutomaton, judge: MisfitJudge, take: TakeMisfit) {
    this.#automaton = automaton;
    this.#judge = judge;
    this.#take = take;
  }

  /** As the automaton counts; `left` are the bytes up to the end, which is overwritten, without the records taken out. `before`: records of earlier blocks. */
  count(bytes: Buffer, before: number): { records: number; end: number; left: Buffer } | undefined {
    const counted = this.#settle(bytes);
    if (!counted) return undefined;
    const { records, end, misfits } = counted;
    for (const { row, misfit } of misfits) {
      this.#take(before + row, misfit);
      for (const { index } of misfit.cells) this.#takenFor.set(index, (this.#takenFor.get(index) ?? 0) + 1);
    }
    this.#giveUpHopeless(before + records);
    return { records, end, left: without(misfits, bytes.subarray(0, end)) };
  }

  /** Records with a value in another spelling that fits are left to the strict reading: for all of its column the spelling is given up. */
  #settle(bytes: Buffer): { records: number; end: number; misfits: JudgedRecord[] } | undefined {
    for (;;) {
      const counted = this.#automaton.count(bytes);
      const misfits = counted && this.#judged(bytes, counted.marked);
      if (!counted || misfits) return counted && misfits && { ...counted, misfits };
    }
  }

  /** Undefined when a spelling was given up. */
  #judged(bytes: Buffer, marked: readonly MarkedRecord[]): JudgedRecord[] | undefined {
    const judged: JudgedRecord[] = [];
    for (const record of marked) {
      const odd = this.#automaton.oddCells(bytes, record.start, record.end);
      const misfit = this.#judge.judge(bytes, record, odd);
      if (!misfit) {
        for (const { column } of odd) this.#automaton.giveUp(column);
        return undefined;
      }
      judged.push({ row: record.row, start: record.start, end: record.end, misfit });
    }
    return judged;
  }

  /** A file in which nothing fits need not be explained record by record. */
  #giveUpHopeless(records: number): void {
    for (const [column, taken] of this.#takenFor)
      if (taken > PATIENCE && taken > records * NEARLY_ALL) this.#automaton.giveUp(column);
  }
}

interface JudgedRecord extends MarkedRecord {
  misfit: MisfitRecord;
}

/** Moves what is left together, in place. */
function without(records: readonly MarkedRecord[], bytes: Buffer): Buffer {
  let left = records[0]?.start ?? bytes.length;
  for (const [at, { end }] of records.entries())
    left += bytes.copy(bytes, left, end, records[at + 1]?.start ?? bytes.length);
  return bytes.subarray(0, left);
}
