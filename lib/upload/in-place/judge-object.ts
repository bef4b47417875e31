import { DIFFERS } from "#lib/upload/registration/differs.ts";

/** A file of the dataset that has a path or an object which another one asks for. */
export interface Occupant {
  id: string;
  path: string;
  state: string;
  bytes: bigint;
  bucket: string | null;
  objectKey: string;
  etag: string | null;
  crc32: string | null;
  /** Not empty: it is itself on its way to another file's place. */
  replaces: string;
}

interface Candidate {
  path: string;
  bucket: string;
  objectKey: string;
  bytes: number;
  etag: string;
  crc32: string | null;
}

/** Exactly one of these: the dataset has it as `where`, it is not taken, or it is, once those that leave have gone. */
interface Verdict {
  where?: string;
  refusal?: { message: string; differs: boolean };
  leaving: string[];
}

const NOT_HERE = ["uploading", "failed", "cancelled"];
const TWICE = "Another object of this import has the same name. Import their folders apart.";

/** What is to become of an object beside the files that are there. */
export function judgeObject(
  object: Candidate,
  occupants: Occupant[],
  { replace, isTwice }: { replace: boolean; isTwice: boolean },
): Verdict {
  if (isTwice) return { refusal: { message: TWICE, differs: false }, leaving: [] };
  const inTheWay = occupants.filter((file) => file.path === object.path || isPlace(file, object));
  const here = inTheWay.filter(({ state }) => !NOT_HERE.includes(state));
  const same = here.find((file) => isSame(file, object));
  if (same) return { where: same.path, leaving: [] };
  if (here.length > 0 && !replace) return { refusal: { message: DIFFERS, differs: true }, leaving: [] };
  return { leaving: inTheWay.map(({ id }) => id) };
}

const isPlace = (file: Occupant, object: Candidate): boolean =>
  file.bucket === object.bucket && file.objectKey === object.objectKey;

/** The same version of the same object, or other bytes that are told to be the same. */
const isSame = (file: Occupant, object: Candidate): boolean =>
  Number(file.bytes) === object.bytes &&
  ((isPlace(file, object) && file.etag === object.etag) || (file.crc32 !== null && file.crc32 === object.crc32));
