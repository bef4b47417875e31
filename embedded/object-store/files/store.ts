import { existsSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Bucket } from "./bucket.ts";
import { Turns } from "./turns.ts";

/** All buckets of a data directory. */
export class Store {
  private readonly root: string;
  private readonly turns = new Turns();
  private readonly buckets = new Map<string, Bucket>();

  private constructor(root: string) {
    this.root = root;
  }

  static async open(dataDirectory: string): Promise<Store> {
    const store = new Store(join(dataDirectory, "buckets"));
    await mkdir(store.root, { recursive: true });
    for (const name of await readdir(store.root)) await store.load(name);
    return store;
  }

  all(): Bucket[] {
    return [...this.buckets.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  find(name: string): Bucket | undefined {
    return this.buckets.get(name);
  }

  /** Creates the bucket; false when it was there. */
  async create(name: string): Promise<boolean> {
    return this.turns.take(name, async () => {
      if (this.buckets.has(name)) return false;
      this.buckets.set(name, await Bucket.create(this.root, name));
      return true;
    });
  }

  /** Removes the bucket; false when objects are in it. */
  async remove(bucket: Bucket): Promise<boolean> {
    return this.turns.take(bucket.name, async () => {
      if (!bucket.isEmpty) return false;
      this.buckets.delete(bucket.name);
      await bucket.remove();
      return true;
    });
  }

  /** A bucket without its record is one that a crash kept from being made or wholly removed. */
  private async load(name: string): Promise<void> {
    const directory = join(this.root, name);
    if (existsSync(join(directory, "bucket.json"))) this.buckets.set(name, await Bucket.open(this.root, name));
    else await rm(directory, { recursive: true, force: true });
  }
}
