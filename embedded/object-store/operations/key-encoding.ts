import { S3Error } from "#embedded/object-store/wire/s3-error.ts";
import { encodeUri } from "#embedded/object-store/wire/s3-request.ts";
import type { Call } from "./call.ts";

/** How keys are written in a listing: plain, or percent-encoded (slashes excepted) when the client asks for it. */
export function keyEncoding({ request }: Call): { encode: (key: string) => string; EncodingType?: "url" } {
  const encoding = request.query.get("encoding-type");
  if (encoding === null) return { encode: (key) => key };
  if (encoding !== "url") throw new S3Error("InvalidArgument", "Invalid Encoding Method specified in Request");
  return { encode: (key) => encodeUri(key).replaceAll("%2F", "/"), EncodingType: "url" };
}
