import type { Fix } from "./contract.ts";
import type { CheckedBucket } from "./probe.ts";

/** A settings document for the AWS command line; the bucket's name and address are filled in. */
export function settingsFile(
  { name, endpoint, region }: CheckedBucket,
  file: { fileName: string; verb: string; option: string; settings: unknown },
): Fix {
  const { fileName, verb, option, settings } = file;
  const where = endpoint ? ` --endpoint-url ${endpoint}` : "";
  return {
    fileName,
    json: shortLists(JSON.stringify(settings, null, 2)),
    command: `aws s3api ${verb} --bucket ${name} --${option} file://${fileName} --region ${region}${where}`,
  };
}

/** Puts each list of plain values on one line; a line break never stands inside a JSON string. */
const shortLists = (json: string): string =>
  json.replace(/\[\n[^[\]{}]*\n\s*\]/g, (list) =>
    list
      .replace(/\[\n\s*/, "[")
      .replace(/\n\s*\]/, "]")
      .replace(/\n\s*/g, " "),
  );
