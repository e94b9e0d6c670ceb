import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serverEnv } from '../../src/contracts/server-env.js';
import type { Clock } from '../../src/platform/host.js';
import { mergeCounts } from '../failures/failures.js';
import { renderBreakers, renderJobs } from '../http/jobs-text.js';
import { mergeMetrics } from '../http/metrics.js';
import { renderMetrics } from '../http/metrics-text.js';
import { listenFailure } from '../listen-failure.js';
import type { FailureLog, LogShipping } from '../ports.js';
import type { RollingRestart } from './rolling-restart.js';
import type { WorkerPool } from './worker-pool.js';

/** What it speaks for. */
interface Speakers {
  readonly pool: WorkerPool;
  /** The processes that work jobs off. */
  readonly jobs: WorkerPool;
  readonly shipping: LogShipping;
  readonly clock: Pick<Clock, 'now'>;
  readonly restart: Pick<RollingRestart, 'state'>;
  /** Of this process itself. */
  readonly failures: FailureLog;
}

/** The port for those who run the server. It speaks for all processes behind the public port. */
export interface PrivatePort {
  readonly url: string;
  close(): void;
}

const host = '127.0.0.1';
/** A process that is too busy to answer is shown as it was last heard of. */
const metricsWaitMs = 1000;

/** Listens for `GET /metrics` and `GET /health`, on the loopback address only. */
export async function openPrivatePort(of: Speakers, port: number): Promise<PrivatePort> {
  const server = createServer((request, reply) => {
    const send = ({ status, type, body }: Answer) => {
      reply.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    };
    answer(of, request.method, request.url).then(send, () => send(text(500, 'INTERNAL')));
  });
  await listen(server, port);
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${actual}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

async function answer(of: Speakers, method = '', url = ''): Promise<Answer> {
  const path = url.split('?')[0];
  if (method !== 'GET' && method !== 'HEAD') return text(405, 'METHOD_NOT_ALLOWED');
  if (path === '/health') return health(of);
  if (path !== '/metrics') return text(404, 'NOT_FOUND');
  const collect = ({ metrics, workers }: WorkerPool) => metrics.collect(workers, metricsWaitMs);
  const collected = mergeMetrics(await Promise.all([of.pool, of.jobs].map(collect)));
  const failures = mergeCounts([...collected.failures, ...of.failures.counts]);
  const { breakers, jobs } = collected;
  const body = [
    renderMetrics({ ...collected, failures }),
    renderBreakers(breakers),
    jobs === null ? '' : renderJobs(jobs, of.clock.now()),
    ownMetrics(of),
  ].join('');
  return { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body };
}

function health({ pool, jobs, restart }: Speakers): Answer {
  const dependencies = pool.metrics.latest.dependencies.map(({ since, ...state }) => ({
    ...state,
    since: since === null ? null : new Date(since).toISOString(),
  }));
  const isWhole =
    pool.ready === pool.size &&
    jobs.ready === jobs.size &&
    dependencies.every(({ status }) => status === 'ok');
  const { breakers } = mergeMetrics([pool.metrics.latest, jobs.metrics.latest]);
  const body = JSON.stringify({
    status: pool.ready === 0 ? 'unavailable' : isWhole ? 'ok' : 'degraded',
    ready: pool.ready,
    wanted: pool.size,
    pids: pool.workers.map(({ pid }) => pid),
    leaving: pool.leaving.map(({ pid }) => pid),
    jobs: { ready: jobs.ready, wanted: jobs.size, pids: jobs.workers.map(({ pid }) => pid) },
    restarting: restart.state.isUnderWay,
    dependencies,
    breakers,
  });
  return { status: pool.ready > 0 ? 200 : 503, type: 'application/json; charset=utf-8', body };
}

function ownMetrics({ pool, restart, shipping: { state } }: Speakers): string {
  const log = 'catops_access_log';
  return [
    family(
      'catops_worker_restarts_total',
      'counter',
      'API processes that died and were started again.',
      pool.restarts,
    ),
    family('catops_rolling_restarts_total', 'counter', 'Restarts done.', restart.state.done),
    family(
      'catops_rolling_restarts_given_up_total',
      'counter',
      'Restarts given up because a new process did not get ready.',
      restart.state.givenUp,
    ),
    family(`${log}_shipped_files_total`, 'counter', 'Files stored.', state.shippedFiles),
    family(`${log}_waiting_files`, 'gauge', 'Finished files not stored yet.', state.waitingFiles),
    family(`${log}_waiting_bytes`, 'gauge', 'Bytes of them.', state.waitingBytes),
    family(
      `${log}_waiting_dropped_total`,
      'counter',
      'Records dropped because too much waited.',
      state.droppedRecords,
    ),
  ].join('');
}

function family(name: string, type: 'counter' | 'gauge', help: string, value: number): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`;
}

function text(status: number, body: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body };
}

async function listen(server: Server, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  } catch (error) {
    throw listenFailure(error, { host, port, portEnv: serverEnv.privatePort });
  }
}
