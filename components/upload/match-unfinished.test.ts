import { expect, test } from "vitest";
import { matchUnfinished } from "./match-unfinished.ts";

const source = (path: string, text = "x") => ({ path, blob: new Blob([text]), lastModified: null });
const unfinished = (path: string, fingerprint: string | null = null, bytes = 1) => ({ path, bytes, fingerprint });
const fingerprintOf = async ({ blob }: { blob: Blob }) => `print of ${await blob.text()}`;

test("the same folder chosen again goes on with the files that are not finished, and tells the others from them", async () => {
  const chosen = [source("drawer/a.csv"), source("drawer/b.csv"), source("drawer/c.csv")];
  const match = await matchUnfinished([unfinished("drawer/b.csv"), unfinished("drawer/z.csv")], chosen, fingerprintOf);
  expect(match.sources).toEqual([chosen[1]]);
  expect(match.missing).toEqual(["drawer/z.csv"]);
  expect(match.others).toEqual([chosen[0], chosen[2]]);
});

test("a file of the same path whose bytes changed is handed on, for the server to start it anew", async () => {
  const changed = source("drawer/a.csv", "longer than before");
  const { sources } = await matchUnfinished([unfinished("drawer/a.csv", "print of x")], [changed], fingerprintOf);
  expect(sources).toEqual([changed]);
});

test("in another folder name, size and fingerprint say that it is the same file", async () => {
  const match = await matchUnfinished(
    [unfinished("drawer/a.csv", "print of x"), unfinished("drawer/b.csv", "print of another"), unfinished("c.csv")],
    [source("copy/of/a.csv"), source("copy/of/b.csv"), source("copy/of/c.csv")],
    fingerprintOf,
  );
  expect(match.sources.map(({ path }) => path)).toEqual(["drawer/a.csv"]);
  expect(match.missing).toEqual(["drawer/b.csv", "c.csv"]);
});

test("two files of one name and the same bytes find one upload each", async () => {
  const uploads = [unfinished("1/a.csv", "print of x"), unfinished("2/a.csv", "print of x")];
  const { sources } = await matchUnfinished(uploads, [source("new/1/a.csv"), source("new/2/a.csv")], fingerprintOf);
  expect(sources.map(({ path }) => path)).toEqual(["1/a.csv", "2/a.csv"]);
});

test("a name that is written in other characters on another machine is the same name", async () => {
  const { sources } = await matchUnfinished([unfinished("\u00e9.csv")], [source("e\u0301.csv")], fingerprintOf);
  expect(sources.map(({ path }) => path)).toEqual(["\u00e9.csv"]);
});
