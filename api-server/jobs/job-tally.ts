import { type JobType, jobSchemas } from './jobs.js';
import type { QueueDepth } from './queue.js';

/** What working jobs off has come to, since the start. Plain JSON. */
export interface JobMetrics {
  /** By the type of the job. */
  readonly done: Readonly<Record<string, number>>;
  /** Attempts that failed, the last one of a job included. */
  readonly failed: Readonly<Record<string, number>>;
  /** When the queue was last read to take a job, milliseconds since the epoch; 0: never. */
  readonly heartbeatAt: number;
  /** The whole queue as it was last counted; null when it never was. */
  readonly queue: ({ readonly at: number } & QueueDepth) | null;
}

/** Counts what a process works off. */
export class JobTally {
  readonly #now: () => number;
  readonly #done = zeros();
  readonly #failed = zeros();
  #heartbeatAt = 0;
  #queue: JobMetrics['queue'] = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  get metrics(): JobMetrics {
    const counts = { done: { ...this.#done }, failed: { ...this.#failed } };
    return { ...counts, heartbeatAt: this.#heartbeatAt, queue: this.#queue };
  }

  /** The queue was read. */
  beat(): void {
    this.#heartbeatAt = this.#now();
  }

  done(type: string): void {
    count(this.#done, type);
  }

  failed(type: string): void {
    count(this.#failed, type);
  }

  counted(depth: QueueDepth): void {
    this.#queue = { at: this.#now(), ...depth };
  }
}

/** Of several processes: the queue is one, and is told as it was last counted. */
export function mergeJobs(all: readonly (JobMetrics | null)[]): JobMetrics | null {
  const known = all.filter((each) => each !== null);
  return known.length === 0 ? null : known.reduce(addJobMetrics);
}

function addJobMetrics(a: JobMetrics, b: JobMetrics): JobMetrics {
  return {
    done: addAll(a.done, b.done),
    failed: addAll(a.failed, b.failed),
    heartbeatAt: Math.max(a.heartbeatAt, b.heartbeatAt),
    queue: (a.queue?.at ?? 0) > (b.queue?.at ?? 0) ? a.queue : (b.queue ?? a.queue),
  };
}

function addAll(a: JobMetrics['done'], b: JobMetrics['done']): JobMetrics['done'] {
  const types = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(types.map((type) => [type, (a[type] ?? 0) + (b[type] ?? 0)]));
}

const unknown = 'unknown' as const;

// Monitoring finds each at 0 before it first happens.
function zeros(): Record<JobType | typeof unknown, number> {
  const types = [...(Object.keys(jobSchemas) as JobType[]), unknown];
  return Object.fromEntries(types.map((type) => [type, 0])) as Record<(typeof types)[number], 0>;
}

// What is stored may be of another version: a label of monitoring is never made of it.
function count(counts: ReturnType<typeof zeros>, type: string): void {
  counts[Object.hasOwn(jobSchemas, type) ? (type as JobType) : unknown] += 1;
}
