import { ChecksumAlgorithm, canBeWhole } from "#embedded/object-store/files/checksum.ts";
import type { Upload, UploadRecord } from "#embedded/object-store/files/upload-record.ts";
import { S3Error } from "#embedded/object-store/wire/s3-error.ts";
import type { Call } from "./call.ts";
import { sentAlgorithm } from "./request-body.ts";

/** The checksum an upload was asked to keep when it was created. */
export function readUploadChecksum({ request: { headers } }: Call): UploadRecord["checksum"] {
  const [name, type] = [headers["x-amz-checksum-algorithm"], headers["x-amz-checksum-type"]];
  if (name === undefined && type === undefined) return undefined;
  const algorithm = ChecksumAlgorithm.safeParse(name?.toUpperCase()).data;
  if (!algorithm) throw new S3Error("InvalidRequest", "x-amz-checksum-algorithm is missing or not one that S3 knows.");
  const chosen = type?.toUpperCase() ?? (algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE");
  const possible =
    chosen === "FULL_OBJECT" ? canBeWhole(algorithm) : chosen === "COMPOSITE" && algorithm !== "CRC64NVME";
  if (!possible) throw new S3Error("InvalidRequest", `A ${algorithm} checksum cannot be of the type ${chosen}.`);
  return { algorithm, type: chosen === "FULL_OBJECT" ? "FULL_OBJECT" : "COMPOSITE" };
}

/** S3 takes a part's checksum only in the algorithm that the upload was created with, and wants one where they are composite. */
export function refuseOtherAlgorithm(call: Call, { checksum }: Upload): void {
  const sent = sentAlgorithm(call);
  if (sent ? sent === checksum?.algorithm : checksum?.type !== "COMPOSITE") return;
  const [expected, actual] = [checksum?.algorithm ?? "null", sent ?? "null"];
  const message = `Checksum Type mismatch occurred, expected checksum Type: ${expected}, actual checksum Type: ${actual}`;
  throw new S3Error("InvalidRequest", message);
}
