import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** From a blink to ten hours. */
const SECONDS = [0.05, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3_600, 10_800, 36_000];
const REQUEST_SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** What one process counts about itself, in the names of Prometheus. */
export interface Metrics {
  registry: Registry;
  running: Gauge<"kind">;
  attempts: Counter<"kind" | "exit">;
  attemptSeconds: Histogram<"kind" | "exit">;
  waitSeconds: Histogram<"kind">;
  stageSeconds: Counter<"kind" | "phase">;
  stageRows: Counter<"kind" | "phase">;
  stageBytes: Counter<"kind" | "phase">;
  enginePeakBytes: Gauge<"kind">;
  swept: Counter<"what">;
  requests: Counter<"method" | "status">;
  requestSeconds: Histogram<"method">;
}

declare global {
  /** A server may load this module once for every route: the process has one set of metrics all the same. */
  var parquetryMetrics: Metrics | undefined;
}

export function metrics(): Metrics {
  globalThis.parquetryMetrics ??= create();
  return globalThis.parquetryMetrics;
}

function create(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const named = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) => ({
    name: `parquetry_${name}`,
    help,
    labelNames,
    registers: [registry],
  });
  return {
    registry,
    running: new Gauge(named("jobs_running_here", "Jobs this process works on.", ["kind"])),
    attempts: new Counter(named("attempts_total", "Tries at jobs that ended here, by how.", ["kind", "exit"])),
    attemptSeconds: new Histogram({
      ...named("attempt_seconds", "How long tries at jobs took.", ["kind", "exit"]),
      buckets: SECONDS,
    }),
    waitSeconds: new Histogram({
      ...named("job_wait_seconds", "How long jobs waited for their first try.", ["kind"]),
      buckets: SECONDS,
    }),
    stageSeconds: new Counter(named("stage_seconds_total", "Time spent in a phase of a job.", ["kind", "phase"])),
    stageRows: new Counter(named("stage_rows_total", "Rows handled in a phase of a job.", ["kind", "phase"])),
    stageBytes: new Counter(named("stage_bytes_total", "Bytes handled in a phase of a job.", ["kind", "phase"])),
    enginePeakBytes: new Gauge(
      named("engine_peak_bytes", "The largest engine process of any job of a kind since the start.", ["kind"]),
    ),
    swept: new Counter(named("swept_total", "What dead attempts had left and was removed.", ["what"])),
    requests: new Counter(named("http_requests_total", "Requests answered.", ["method", "status"])),
    requestSeconds: new Histogram({
      ...named("http_request_seconds", "How long answers took.", ["method"]),
      buckets: REQUEST_SECONDS,
    }),
  };
}
