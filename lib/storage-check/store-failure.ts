import { S3ServiceException } from "@aws-sdk/client-s3";

/** What went wrong, and what to do about it. */
export interface Explanation {
  sentence: string;
  mend: string;
}

/** A step of a check that did not work; `doing` says what was tried. */
export class StepFailed extends Error {
  constructor(doing: string, cause: unknown) {
    super(doing, { cause });
    this.name = "StepFailed";
  }
}

export const step = <T>(doing: string, answer: Promise<T>): Promise<T> =>
  answer.catch((cause) => {
    throw new StepFailed(doing, cause);
  });

const READ_POLICY = "docs/storage.md has the policy with the rights that are needed.";

const DENIED: Explanation = { sentence: "The key does not have the right to it.", mend: READ_POLICY };

const NO_HTTPS: Explanation = {
  sentence: "There is no HTTPS there.",
  mend: "Check S3_ENDPOINT: is it http or https, is the port right?",
};

const NO_WAY: Explanation = {
  sentence: "The network has no way there.",
  mend: "Check this machine's network and firewall.",
};

const REFUSALS: Record<string, Explanation> = {
  InvalidAccessKeyId: {
    sentence: "The store does not know the access key.",
    mend: "Set AWS_ACCESS_KEY_ID to a key of this store.",
  },
  SignatureDoesNotMatch: {
    sentence: "The secret does not belong to the access key.",
    mend: "Set AWS_SECRET_ACCESS_KEY to the secret that was given out with the key.",
  },
  ExpiredToken: { sentence: "The credentials have expired.", mend: "Renew them, or let the server find its own." },
  InvalidToken: {
    sentence: "The store does not know the session token.",
    mend: "Unset AWS_SESSION_TOKEN, or set the one that belongs to the key.",
  },
  CredentialsProviderError: {
    sentence: "This server has no key for the store.",
    mend: "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
  },
  RequestTimeTooSkewed: {
    sentence: "The clocks of this machine and of the store are too far apart.",
    mend: "Set the clock of this machine, best by NTP.",
  },
  NoSuchBucket: { sentence: "There is no such bucket.", mend: "Create it, or set S3_BUCKET to the one that is meant." },
  AccessDenied: DENIED,
  NotImplemented: {
    sentence: "The store does not do this.",
    mend: "Ask whoever runs the store; docs/storage.md says what is needed.",
  },
};

const CONNECTIONS: Record<string, Explanation> = {
  ECONNREFUSED: { sentence: "Nothing listens there.", mend: "Start the store, or set S3_ENDPOINT to where it is." },
  ENOTFOUND: { sentence: "No machine has this name.", mend: "Set S3_ENDPOINT to the store's address." },
  EAI_AGAIN: { sentence: "Names cannot be looked up at the moment.", mend: "Check this machine's network and DNS." },
  ECONNRESET: {
    sentence: "The connection was cut.",
    mend: "Check S3_ENDPOINT: is it http or https, is the port right?",
  },
  EPROTO: NO_HTTPS,
  EHOSTUNREACH: NO_WAY,
  ENETUNREACH: NO_WAY,
};

const SLOW: Explanation = {
  sentence: "The store did not answer in time.",
  mend: "Check S3_ENDPOINT, and that no firewall swallows what this machine sends.",
};

const CERTIFICATE: Explanation = {
  sentence: "The store's certificate is not trusted.",
  mend: "Give the file of its authority in NODE_EXTRA_CA_CERTS, or mend the certificate.",
};

/** Says a failure of the store in plain words, whatever threw it. */
export function explainFailure(error: unknown): Explanation {
  if (!(error instanceof StepFailed)) return explainCause(error);
  const { sentence, mend } = explainCause(error.cause);
  return { sentence: `${error.message} did not work. ${sentence}`, mend };
}

/** The store's own name for a refusal, such as AccessDenied; undefined when it is none. */
export function refusalName(error: unknown): string | undefined {
  if (error instanceof StepFailed) return refusalName(error.cause);
  return error instanceof Error ? error.name : undefined;
}

export function statusOf(error: unknown): number | undefined {
  if (error instanceof StepFailed) return statusOf(error.cause);
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

function explainCause(error: unknown): Explanation {
  if (!(error instanceof Error)) return { sentence: `It failed: ${error}.`, mend: READ_POLICY };
  const known = REFUSALS[error.name];
  if (known) return known;
  if (error.name === "AbortError" || error.name === "TimeoutError") return SLOW;
  if (error instanceof S3ServiceException) return explainAnswer(error);
  return explainConnection(error);
}

function explainAnswer({ name, message, $metadata }: S3ServiceException): Explanation {
  const status = $metadata.httpStatusCode ?? 0;
  if (status === 403 || status === 401) return DENIED;
  const words = [name, message].filter(Boolean).join(": ").replace(/\.$/, "");
  return {
    sentence: `The store answered with status ${status} (${words}).`,
    mend: status >= 500 ? "The store has trouble of its own. Try again, then look into its log." : READ_POLICY,
  };
}

function explainConnection(error: Error): Explanation {
  const code = codeOf(error);
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code)) return CERTIFICATE;
  const known = CONNECTIONS[code] ?? (code.startsWith("ERR_SSL") ? NO_HTTPS : undefined);
  if (known) return known;
  const words = (code || (error.cause instanceof Error ? error.cause : error).message).replace(/\.$/, "");
  return { sentence: `The store's answer could not be read (${words}).`, mend: "Check S3_ENDPOINT: is it a store?" };
}

/** Node puts the code on the error, on its cause, or on the first of several. */
function codeOf(error: Error): string {
  if ("code" in error && typeof error.code === "string") return error.code;
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return codeOf(error.errors[0]);
  return error.cause instanceof Error ? codeOf(error.cause) : "";
}
