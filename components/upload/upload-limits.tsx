import { Text } from "@mantine/core";
import { MAX_FILE_BYTES, MAX_PATH_BYTES, PAUSED_UPLOAD_DAYS } from "#lib/upload/contract.ts";
import classes from "./upload-limits.module.css";

const TEBIBYTE = 2 ** 40;

/** What can be uploaded and what happens to it, before anybody has to find out. */
export const UploadLimits = () => (
  <details>
    <summary className="quiet-summary">Limits, and how long an unfinished upload is kept</summary>
    <Text size="sm" component="dl" className={classes.limits}>
      <dt>Files</dt>
      <dd>
        .csv, .tsv and .txt, also compressed with gzip (.gz) or Zstandard (.zst). Other files in a folder are left out.
      </dd>
      <dt>Largest file</dt>
      <dd>
        {Math.floor((10 * MAX_FILE_BYTES) / TEBIBYTE) / 10} TiB. An object store takes a file in at most 10,000 parts,
        on Amazon S3 of up to 5 GiB each. Other stores take less, many of them 5 TiB.
      </dd>
      <dt>Parts</dt>
      <dd>
        A file goes in parts of 16 MiB, a file over 141 GiB in 9,000 larger ones. Each carries its checksum, which the
        store compares. What has arrived is never sent again.
      </dd>
      <dt>Pauses</dt>
      <dd>
        An unfinished upload can be gone on with for {PAUSED_UPLOAD_DAYS} days after it was last heard of: in this
        browser, in another one, or on another machine that has the same files. Then its parts are deleted.
      </dd>
      <dt>Names</dt>
      <dd>
        A name with its folders may have {MAX_PATH_BYTES.toLocaleString("en-US")} bytes, and is there once in a dataset.
        Bytes that the dataset has already, under whatever name, are not sent again; a file that changed takes the
        earlier one&rsquo;s place when you say so.
      </dd>
    </Text>
  </details>
);
