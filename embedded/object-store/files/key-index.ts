import { compareKeys } from "./key-order.ts";

/** Values by key, kept in the order in which S3 lists keys. */
export class KeyIndex<T> {
  private readonly values: Map<string, T>;
  private readonly keys: string[];

  constructor(entries: Iterable<[string, T]> = []) {
    this.values = new Map(entries);
    this.keys = [...this.values.keys()].sort(compareKeys);
  }

  get size(): number {
    return this.keys.length;
  }

  get(key: string): T | undefined {
    return this.values.get(key);
  }

  set(key: string, value: T): void {
    if (!this.values.has(key)) this.keys.splice(this.firstAt(key), 0, key);
    this.values.set(key, value);
  }

  delete(key: string): void {
    if (this.values.delete(key)) this.keys.splice(this.firstAt(key), 1);
  }

  all(): Iterable<T> {
    return this.values.values();
  }

  /** The place of the first key that is not before `key`. */
  firstAt(key: string): number {
    return this.firstWhere((candidate) => compareKeys(candidate, key) >= 0);
  }

  /** The place of the first key that is neither before `key` nor `key` itself. */
  firstAfter(key: string): number {
    return this.firstWhere((candidate) => compareKeys(candidate, key) > 0);
  }

  /** The place of the first key behind all that start with `prefix`. */
  firstBeyond(prefix: string): number {
    return this.firstWhere((key) => compareKeys(key, prefix) >= 0 && !key.startsWith(prefix));
  }

  keyAt(place: number): string | undefined {
    return this.keys[place];
  }

  private firstWhere(beyond: (key: string) => boolean): number {
    let [low, high] = [0, this.keys.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (beyond(this.keys[middle] ?? "")) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
