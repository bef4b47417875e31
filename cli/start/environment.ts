/** What a program needs of the machine it runs on. */
const OF_THE_MACHINE =
  /^(PATH|HOME|USER|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|SystemRoot|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|HTTPS?_PROXY|NO_PROXY)$/i;
const OF_OURS = /^(PARQUETRY_\w+|FAULTS|LOG_LEVEL)$/;
const OF_STORAGE = /^(AWS_\w+|S3_\w+)$/;

/**
 * The environment of a part of the application: the machine's and our own settings, and what `own` adds.
 * The caller's AWS settings are passed on only where the caller's own bucket is used.
 */
export function programEnvironment(own: Record<string, string>): NodeJS.ProcessEnv {
  const withStorage = own.S3_ENDPOINT === undefined;
  const isPassedOn = (name: string) =>
    OF_THE_MACHINE.test(name) || OF_OURS.test(name) || (withStorage && OF_STORAGE.test(name));
  const passedOn = Object.entries(process.env).filter(([name]) => isPassedOn(name));
  return { ...Object.fromEntries(passedOn), NODE_ENV: "production", ...own };
}
