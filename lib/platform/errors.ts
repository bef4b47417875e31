const KINDS = {
  invalid_input: { status: 422, retry: false },
  unauthorized: { status: 401, retry: false },
  forbidden: { status: 403, retry: false },
  not_found: { status: 404, retry: false },
  conflict: { status: 409, retry: false },
  unreadable_csv: { status: 422, retry: false },
  over_budget: { status: 422, retry: false },
  recipe_mismatch: { status: 422, retry: false },
  object_missing: { status: 422, retry: false },
  object_changed: { status: 422, retry: false },
  corrupt_object: { status: 502, retry: true },
  accounting_mismatch: { status: 500, retry: false },
  cancelled: { status: 409, retry: false },
  stale_attempt: { status: 409, retry: false },
  out_of_memory: { status: 500, retry: true },
  scratch_full: { status: 507, retry: true },
  engine_failed: { status: 500, retry: false },
  engine_crashed: { status: 500, retry: true },
  storage_unavailable: { status: 503, retry: true },
  database_unavailable: { status: 503, retry: true },
} as const;
export type ErrorKind = keyof typeof KINDS;

/** A failure we foresaw. `message` is written for the user; internals go in `cause`. */
export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly fields: Record<string, string> | undefined;

  constructor(kind: ErrorKind, message: string, options: { cause?: unknown; fields?: Record<string, string> } = {}) {
    super(message, { cause: options.cause });
    this.name = "AppError";
    this.kind = kind;
    this.fields = options.fields;
  }

  get status(): number {
    return KINDS[this.kind].status;
  }
}

/** What we did not foresee may be a blip, so it is worth another try; what we foresaw says itself whether it is. */
export const isWorthRetrying = (error: unknown): boolean => !(error instanceof AppError) || KINDS[error.kind].retry;

export const isKind = (error: unknown, kind: ErrorKind): error is AppError =>
  error instanceof AppError && error.kind === kind;
