import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serverEnv } from '../../src/contracts/server-env.js';
import { renderMetrics } from '../http/metrics-text.js';
import { listenFailure } from '../listen-failure.js';
import type { WorkerPool } from './worker-pool.js';

/** The port for those who run the server. It speaks for all processes behind the public port. */
export interface PrivatePort {
  readonly url: string;
  close(): void;
}

const host = '127.0.0.1';
/** A process that is too busy to answer is shown as it was last heard of. */
const metricsWaitMs = 1000;

/** Listens for `GET /metrics` and `GET /health`, on the loopback address only. */
export async function openPrivatePort(pool: WorkerPool, port: number): Promise<PrivatePort> {
  const server = createServer((request, reply) => {
    const send = ({ status, type, body }: Answer) => {
      reply.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    };
    answer(pool, request.method, request.url).then(send, () => send(text(500, 'INTERNAL')));
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

async function answer(pool: WorkerPool, method = '', url = ''): Promise<Answer> {
  const path = url.split('?')[0];
  if (method !== 'GET' && method !== 'HEAD') return text(405, 'METHOD_NOT_ALLOWED');
  if (path === '/health') return health(pool);
  if (path !== '/metrics') return text(404, 'NOT_FOUND');
  const snapshot = await pool.metrics.collect(pool.workers, metricsWaitMs);
  const body = `${renderMetrics(snapshot)}${ownMetrics(pool)}`;
  return { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body };
}

function health(pool: WorkerPool): Answer {
  const body = JSON.stringify({
    status: pool.ready > 0 ? 'ok' : 'unavailable',
    ready: pool.ready,
    pids: pool.workers.map(({ pid }) => pid),
  });
  return { status: pool.ready > 0 ? 200 : 503, type: 'application/json; charset=utf-8', body };
}

function ownMetrics({ restarts }: WorkerPool): string {
  const name = 'catops_worker_restarts_total';
  return `# HELP ${name} API processes replaced.\n# TYPE ${name} counter\n${name} ${restarts}\n`;
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
