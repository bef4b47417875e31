import type { MisfitJudge } from "./misfit-judge.ts";
import type { Counted, MarkedRecord, RecordAutomaton } from "./record-automaton.ts";

/** Takes a record, given as text without its newline; its row is counted from 1. */
export type TakeMisfit = (row: number, record: string) => void;

interface JudgedRecord extends MarkedRecord {
  /** The first column in which it is not spelled plainly. */
  column: number;
  /** Undefined when its cell there fits. */
  text: string | undefined;
}

/** So many records may be taken out for a column before it is asked whether that is most of the file. */
const PATIENCE = 1_000;
const CR = 13;

/** Takes records out of blocks when the first of their cells that is not in its column's spelling does not fit the column. */
export class MisfitRecords {
  readonly #automaton: RecordAutomaton;
  readonly #judge: MisfitJudge;
  readonly #take: TakeMisfit;
  readonly #takenFor = new Map<number, number>();
  #taken = 0;

  /** The automaton must mark. */
  constructor(automaton: RecordAutomaton, judge: MisfitJudge, take: TakeMisfit) {
    this.#automaton = automaton;
    this.#judge = judge;
    this.#take = take;
  }

  /** How many were taken out. */
  get taken(): number {
    return this.#taken;
  }

  /** As the automaton counts; `left` are the bytes up to the end without the records taken out. `before`: records of earlier blocks. */
  count(bytes: Buffer, before: number): { records: number; end: number; left: Buffer } | undefined {
    const counted = this.#settle(bytes);
    if (!counted) return undefined;
    const { records, end, misfits } = counted;
    for (const { row, column, text = "" } of misfits) {
      this.#take(before + row, text);
      this.#takenFor.set(column, (this.#takenFor.get(column) ?? 0) + 1);
    }
    this.#taken += misfits.length;
    for (const [column, taken] of this.#takenFor)
      if (taken > PATIENCE && taken * 2 > before + records) this.#giveUp(column);
    return { records, end, left: without(misfits, bytes.subarray(0, end)) };
  }

  /** A value in another spelling that fits is read strictly, with all of its column: that spelling is given up. */
  #settle(bytes: Buffer): { records: number; end: number; misfits: JudgedRecord[] } | undefined {
    for (;;) {
      const counted = this.#automaton.count(bytes);
      if (!counted) return undefined;
      const misfits = this.#judged(bytes, counted);
      const fitting = misfits.find(({ text }) => text === undefined);
      if (!fitting) return { ...counted, misfits };
      this.#giveUp(fitting.column);
    }
  }

  #giveUp(column: number): void {
    this.#takenFor.delete(column);
    this.#automaton.giveUp(column);
  }

  /** Up to the first that fits: then the block is counted again. */
  #judged(bytes: Buffer, { marked }: Counted): JudgedRecord[] {
    const judged: JudgedRecord[] = [];
    for (const record of marked) {
      const { start, end } = record;
      const column = this.#automaton.oddColumn(bytes, start, end);
      const content = bytes.subarray(start, bytes[end - 2] === CR ? end - 2 : end - 1);
      const text = this.#judge.misfitting(content, column);
      judged.push({ ...record, column, text });
      if (text === undefined) break;
    }
    return judged;
  }
}

function without(records: readonly MarkedRecord[], bytes: Buffer): Buffer {
  if (records.length === 0) return bytes;
  const starts = [0, ...records.map(({ end }) => end)];
  return Buffer.concat(starts.map((start, at) => bytes.subarray(start, records[at]?.start)));
}
