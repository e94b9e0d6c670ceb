import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AdminReply } from '../../src/contracts/admin-process.js';
import type { SupervisorMessage } from '../../src/contracts/server-process.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Clock } from '../../src/platform/host.js';
import type { ApiConfig } from '../config.js';
import type { ServerTotals } from '../http/emf.js';
import { mergeMetrics } from '../http/metrics.js';
import { jobLimitMs } from '../jobs/queue.js';
import type { FailureLog, Log, LogShipping } from '../ports.js';
import { addressUrl } from '../public-address.js';
import { askAdmin } from './ask-admin.js';
import { openControl } from './control.js';
import type { ControlSocket } from './control-socket.js';
import type { EmfPublisher } from './emf-publisher.js';
import { EventJournal, journaledFailures } from './event-journal.js';
import { freePort } from './free-port.js';
import { openPrivatePort } from './private-port.js';
import { RecentTraffic } from './recent-traffic.js';
import { ReleaseWatch } from './release-watch.js';
import type { RestartRequests } from './restart-requests.js';
import { RollingRestart } from './rolling-restart.js';
import type { ServingRelease } from './serving-release.js';
import type { ForkWorker } from './worker-handle.js';
import { WorkerPool } from './worker-pool.js';

type Prepared = Pick<AdminReply<'prepare'>, 'firstKey' | 'firstKeyUnseen'>;

/** What the supervisor is made of. */
export interface SuperviseDeps {
  readonly config: ApiConfig;
  /** What processes are started from. */
  readonly serving: ServingRelease;
  /** Starts an API process that listens on this port. */
  readonly forkOn: (port: number) => ForkWorker;
  /** Starts a process that does what is queued. */
  readonly forkJobs: ForkWorker;
  /** Begins to say every minute what was counted; undefined where nobody asked for it. */
  readonly startPublishing: ((totals: () => ServerTotals) => EmfPublisher) | undefined;
  /** Begins to move what the API processes log. */
  readonly startShipping: () => LogShipping;
  readonly tell: (message: SupervisorMessage) => void;
  /** Whether what is told is shown with that; else somebody is told who shows it. */
  readonly shows: boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly failures: FailureLog;
  readonly restarts: RestartRequests;
  /** Aborted once: drain and end. */
  readonly stop: AbortSignal;
  /** Aborted once: end at once. */
  readonly kill: AbortSignal;
}

const startMs = 60_000;
/** Longer than a process takes to drain. */
const stopMs = 7000;
/** How long a stop may take to move the last files; what is left waits for the next start. */
const shipMs = 2000;
/** Longer than a job may take. */
const jobsDrainMs = jobLimitMs + 1000;
/** How long a job process that could not start is left alone. */
const jobsRestartMs = 5000;
/** How old the counters of a process that dies may be. */
const metricsEveryMs = 1000;

/** Prepares the store, keeps the API processes alive, and drains them when it is told to stop. */
export async function supervise(given: SuperviseDeps): Promise<void> {
  const { clock, config, serving, tell } = given;
  const journal = new EventJournal(config.dataDir, given);
  const version = () => serving.place.version;
  const failures = journaledFailures(given.failures, journal, version);
  const deps = { ...given, failures };
  // Before the store is prepared: the first time that takes seconds, to be told then that it was for
  // nothing.
  if (config.port !== 0) await freePort(config.host, config.port);
  const prepared = await prepare(deps);
  const { pool, port } = await startPool(deps);
  const shipping = deps.startShipping();
  const jobs = startJobs(deps);
  // In this order: the processes finish their files, and only then are those moved.
  const end = async () => {
    await Promise.all([pool.stop(), jobs.stop()]);
    await shipping.stop(shipMs);
    await journal.settled();
  };
  // Jobs first: the API processes of a new release may queue what only its own job process knows.
  const pools = [jobs, pool];
  const restart = new RollingRestart({
    ...{ ...deps, prepare: () => prepare(deps), pools, scaled: pool, journal },
    watch: (release) => new ReleaseWatch({ forMs: config.deployWatchMs, pool, clock }, release),
  });
  const traffic = new RecentTraffic();
  const url = addressUrl(config.host, port);
  let control: ControlSocket | undefined;
  try {
    const privatePort = await openPrivatePort(
      { pool, jobs, shipping, failures, restart, clock },
      config.privatePort,
    );
    const controlled = { ...deps, pool, jobs, restart, traffic, url, privateUrl: privatePort.url };
    control = await openControl(config.dataDir, controlled);
    // Only where no other supervisor runs: that one may be in the middle of an update.
    if (control) await journal.tellCutOff(version());
    const { firstKeyUnseen, firstKey = await anotherKey(deps, prepared) } = prepared;
    const text = `Started on ${url}, API processes: ${pool.ready}.`;
    journal.record({ severity: 'info', message: text, version: version(), requestId: null });
    tell({
      type: 'listening',
      url,
      privateUrl: privatePort.url,
      workers: pool.ready,
      release: version(),
      ...(firstKey === undefined ? { firstKeyUnseen } : { firstKey }),
    });
    if (firstKey !== undefined && deps.shows) void tryOnFirstKey(deps, 'key.seen');
    const restarting = restart.whenAsked();
    const publisher = deps.startPublishing?.(() => ({
      metrics: mergeMetrics([pool.metrics.latest, jobs.metrics.latest]),
      restarts: pool.restarts,
      waitingDropped: shipping.state.droppedRecords,
    }));
    await keepCounters(pools, deps, () => {
      publisher?.note();
      traffic.note(pool.metrics.latest, clock.monotonic());
    });
    journal.record({
      ...{ severity: 'info', message: 'Stopped.', version: version(), requestId: null },
    });
    await end();
    await restarting;
    privatePort.close();
  } finally {
    await control?.close();
    await end();
  }
}

function adminOf({ serving, stop, tell }: SuperviseDeps) {
  const adminFile = pathToFileURL(join(serving.place.directory, 'admin.js'));
  const onLine = (text: string) => tell({ type: 'progress', text });
  return { adminFile, onLine, signal: stop };
}

/** Prepares the store, and answers the first key when it made one. */
async function prepare(deps: SuperviseDeps): Promise<Prepared> {
  const { config } = deps;
  const admin = adminOf(deps);
  try {
    return await askAdmin(admin, 'prepare');
  } catch (error) {
    const isLost = error instanceof CatopsError && error.code === 'database-unreachable';
    if (!isLost || config.databaseReplicaUrls === undefined) throw error;
    // Somebody restarts the servers while it is lost: that must not end the reads as well.
    admin.onLine(
      `${error.message} Starting on its replicas: reads are answered, writes are refused.`,
    );
    return {};
  }
}

/** Of a start that was interrupted before it showed the first key. */
async function anotherKey(deps: SuperviseDeps, { firstKeyUnseen }: Prepared) {
  if (!deps.shows || !firstKeyUnseen) return undefined;
  return (await tryOnFirstKey(deps, 'key.first'))?.key ?? undefined;
}

/** What cannot be done to it now, the next start does; it stops nothing. */
async function tryOnFirstKey<Op extends 'key.first' | 'key.seen'>(deps: SuperviseDeps, op: Op) {
  try {
    return await askAdmin(adminOf(deps), op);
  } catch (error) {
    if (!deps.stop.aborted) deps.failures.note('first-key-not-shown', error);
    return undefined;
  }
}

/**
 * Keeps processes that work jobs off, apart from those that answer: what a job does to its process
 * is felt by nobody who asks. That one cannot start is said, stops nothing else, and is tried again.
 */
function startJobs(deps: SuperviseDeps): WorkerPool {
  const { clock, config, forkJobs, kill, failures, stop } = deps;
  const pool = new WorkerPool(
    { ...common(deps), fork: forkJobs, what: 'job process', drainMs: jobsDrainMs },
    config.jobWorkers,
  );
  kill.addEventListener('abort', () => pool.kill());
  const start = async () => {
    while (!stop.aborted) {
      try {
        await pool.start();
        return;
      } catch (error) {
        if (!stop.aborted) failures.note('job-worker-not-started', error);
      }
      await clock.sleep(jobsRestartMs, stop).catch(() => {});
    }
  };
  void start();
  return pool;
}

const common = ({ clock, failures }: SuperviseDeps) => ({ clock, failures, startMs, stopMs });

// A chosen free port may be taken by someone else before the processes have it: choose again.
async function startPool(deps: SuperviseDeps): Promise<{ pool: WorkerPool; port: number }> {
  const { config, forkOn, kill, stop } = deps;
  for (let attempt = 1; ; attempt += 1) {
    const port = config.port === 0 ? await freePort(config.host) : config.port;
    const pool = new WorkerPool(
      { ...common(deps), fork: forkOn(port), what: 'API process', drainMs: config.drainMs },
      config.workers,
    );
    kill.addEventListener('abort', () => pool.kill());
    const stopPool = () => void pool.stop();
    stop.addEventListener('abort', stopPool);
    try {
      stop.throwIfAborted();
      await pool.start();
      return { pool, port };
    } catch (error) {
      await pool.stop();
      const taken = error instanceof CatopsError && error.code === 'port-in-use';
      if (!taken || config.port !== 0 || attempt === 5) throw error;
    } finally {
      stop.removeEventListener('abort', stopPool);
    }
  }
}

async function keepCounters(
  pools: readonly WorkerPool[],
  { clock, stop }: SuperviseDeps,
  onCollected: () => void,
): Promise<void> {
  while (!stop.aborted) {
    await clock.sleep(metricsEveryMs, stop).catch(() => {});
    if (stop.aborted) return;
    const collect = ({ metrics, workers }: WorkerPool) => metrics.collect(workers, metricsEveryMs);
    await Promise.all(pools.map(collect));
    onCollected();
  }
}
