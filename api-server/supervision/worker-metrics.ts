import { clearTimeout, setTimeout } from 'node:timers';
import { type MetricsSnapshot, mergeMetrics, type RouteMetrics } from '../http/metrics.js';
import type { WorkerToSupervisor } from '../worker-messages.js';
import type { WorkerHandle } from './worker-handle.js';

/**
 * The counters of every API process, the dead ones included: what a process counted stays counted
 * after it is gone, as far as it was last heard of.
 */
export class WorkerMetrics {
  readonly #last = new Map<WorkerHandle, MetricsSnapshot>();
  readonly #asked = new Map<number, () => void>();
  #retired: MetricsSnapshot | undefined;
  #lastId = 0;

  /** What was last heard of those that run, and of those that ran. */
  get latest(): MetricsSnapshot {
    return mergeMetrics([...(this.#retired ? [this.#retired] : []), ...this.#last.values()]);
  }

  /** What was last heard of one that runs. */
  lastOf(worker: WorkerHandle): MetricsSnapshot | undefined {
    return this.#last.get(worker);
  }

  /** Asks every process, waits at most so long, and adds up the newest that is known. */
  async collect(workers: readonly WorkerHandle[], waitMs: number): Promise<MetricsSnapshot> {
    await Promise.all(workers.map((worker) => this.#ask(worker, waitMs)));
    return this.latest;
  }

  received(worker: WorkerHandle, message: Extract<WorkerToSupervisor, { type: 'metrics' }>): void {
    this.#last.set(worker, message.snapshot);
    this.#asked.get(message.id)?.();
  }

  /** The process is gone: its counters stay, its gauges do not. */
  retire(worker: WorkerHandle): void {
    const last = this.#last.get(worker);
    this.#last.delete(worker);
    if (!last) return;
    const counters: MetricsSnapshot = {
      ...{ ...last, processes: 0, releases: {}, gauges: countersOf(last.gauges) },
      replicaLagSeconds: null,
      dependencies: [],
      breakers: last.breakers.map((breaker) => ({ ...breaker, position: 'closed' as const })),
      routes: last.routes.map((route) => ({ ...route, loads: ended(route.loads) })),
    };
    this.#retired = mergeMetrics(this.#retired ? [this.#retired, counters] : [counters]);
  }

  #ask(worker: WorkerHandle, waitMs: number): Promise<void> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#asked.delete(id);
        resolve();
      };
      const timer = setTimeout(done, waitMs);
      this.#asked.set(id, done);
      worker.send({ type: 'metrics', id });
    });
  }
}

// Nothing of it is under way any more.
function ended({ refused }: RouteMetrics['loads']): RouteMetrics['loads'] {
  return { inFlight: 0, waiting: 0, refused };
}

// Some gauges are counters: what was written to the access log, and what came of Redis.
function countersOf(gauges: MetricsSnapshot['gauges']): MetricsSnapshot['gauges'] {
  const zero = Object.fromEntries(Object.keys(gauges).map((name) => [name, 0]));
  const { accessLogWritten, accessLogDropped, redisHits, redisMisses, redisErrors } = gauges;
  const { limitAsks, limitAsksFailed, connectionsRefused } = gauges;
  const redis = { redisHits, redisMisses, redisErrors, limitAsks, limitAsksFailed };
  const counters = { accessLogWritten, accessLogDropped, connectionsRefused, ...redis };
  return { ...(zero as unknown as MetricsSnapshot['gauges']), ...counters };
}
