import type { Reply } from "#embedded/object-store/wire/reply.ts";
import { S3Error } from "#embedded/object-store/wire/s3-error.ts";
import type { S3Request } from "#embedded/object-store/wire/s3-request.ts";
import { deleteBucketCors, getBucketCors, putBucketCors } from "./bucket-cors.ts";
import { deleteBucketLifecycle, getBucketLifecycle, putBucketLifecycle } from "./bucket-lifecycle.ts";
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from "./buckets.ts";
import type { Call } from "./call.ts";
import { completeUpload } from "./complete-upload.ts";
import { copyObject } from "./copy-object.ts";
import { copyPart } from "./copy-part.ts";
import { deleteObjects } from "./delete-objects.ts";
import { listObjects } from "./list-objects.ts";
import { listParts, listUploads } from "./list-uploads.ts";
import { getObject, headObject } from "./read-object.ts";
import { abortUpload, createUpload, uploadPart } from "./uploads.ts";
import { deleteObject, putObject } from "./write-object.ts";

type Operation = (call: Call) => Promise<Reply>;

/** Every call there is: method, what the path names, and the query parameter that sets it apart, if any. */
const ROUTES: Record<string, Operation> = {
  "GET service": listBuckets,
  "PUT bucket": createBucket,
  "HEAD bucket": headBucket,
  "DELETE bucket": deleteBucket,
  "GET bucket?location": getBucketLocation,
  "GET bucket?list-type": listObjects,
  "GET bucket?uploads": listUploads,
  "POST bucket?delete": deleteObjects,
  "PUT bucket?cors": putBucketCors,
  "GET bucket?cors": getBucketCors,
  "DELETE bucket?cors": deleteBucketCors,
  "PUT bucket?lifecycle": putBucketLifecycle,
  "GET bucket?lifecycle": getBucketLifecycle,
  "DELETE bucket?lifecycle": deleteBucketLifecycle,
  "PUT object": putObject,
  "GET object": getObject,
  "HEAD object": headObject,
  "DELETE object": deleteObject,
  "PUT object copy": copyObject,
  "POST object?uploads": createUpload,
  "PUT object?uploadId": uploadPart,
  "PUT object?uploadId copy": copyPart,
  "GET object?uploadId": listParts,
  "POST object?uploadId": completeUpload,
  "DELETE object?uploadId": abortUpload,
};

/** Parameters that make another call of the same path; those without a route must not fall through to a plain one. */
const SUBRESOURCES = [
  ...["uploadId", "uploads", "delete", "cors", "lifecycle", "location", "list-type"],
  ...["acl", "accelerate", "analytics", "attributes", "encryption", "intelligent-tiering", "inventory", "legal-hold"],
  ...["logging", "metrics", "notification", "object-lock", "ownershipControls", "policy", "policyStatus"],
  ...["publicAccessBlock", "renameObject", "replication", "requestPayment", "restore", "retention", "select"],
  ...["session", "tagging", "torrent", "versionId", "versioning", "versions", "website"],
];

const METHODS = new Set(["GET", "HEAD", "PUT", "POST", "DELETE"]);

export function findOperation(request: S3Request): Operation {
  if (!METHODS.has(request.method)) throw new S3Error("MethodNotAllowed", "The method is not allowed here.");
  const target = request.key ? "object" : request.bucket ? "bucket" : "service";
  const parameter = SUBRESOURCES.find((name) => request.query.has(name));
  const copies = request.method === "PUT" && "x-amz-copy-source" in request.headers;
  const name = `${request.method} ${target}${parameter ? `?${parameter}` : ""}${copies ? " copy" : ""}`;
  const operation = ROUTES[name];
  if (operation) return operation;
  throw new S3Error("NotImplemented", `This object store does not do "${name}".`);
}
