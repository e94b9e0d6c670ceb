import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { childrenOf, cpuSeconds, firstImage, send, startServer } from './processes.ts';
import { median, ratioOf, showRatio } from './statistics.ts';

const counts = [1, 2, 4] as const;
const warmUp = 20_000;

/** Requests a second and CPU a request with more and more API processes. */
export async function scaling(rounds: number, requests: number): Promise<string[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'catops-bench-'));
  const servers: Server[] = [];
  try {
    for (const workers of counts) servers.push(await start(dataDir, workers));
    const image = await firstImage(`${servers[0]?.url}/v1/images/search`);
    const path = `/v1/images/${image.id}/analysis`;
    for (const { url } of servers) await send({ url: url + path, headers: {}, requests: warmUp });
    const measured = servers.map(() => ({ rate: [] as number[], cpu: [] as number[] }));
    for (let round = 0; round < rounds; round += 1) {
      for (let turn = 0; turn < servers.length; turn += 1) {
        const at = (turn + round) % servers.length;
        const { url, pids } = servers[at] as Server;
        const used = () => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
        const before = used();
        const started = performance.now();
        await send({ url: url + path, headers: {}, requests });
        measured[at]?.rate.push(requests / ((performance.now() - started) / 1000));
        measured[at]?.cpu.push(((used() - before) / requests) * 1e6);
      }
    }
    const [one] = measured;
    return [
      `Cached analysis without a key, ${requests} requests a round over 32 connections, ${rounds} interleaved rounds, on`,
      `${availableParallelism()} cores that the sender of the requests shares: it takes about one for itself.`,
      '',
      '| API processes | requests a second | over one process | CPU µs a request | over one process |',
      '| --- | --- | --- | --- | --- |',
      ...measured.map(({ rate, cpu }, at) => {
        const over = (values: readonly number[], base: readonly number[] = []) =>
          at === 0 ? '1' : showRatio(ratioOf(values, base));
        const cells = [median(rate).toFixed(0), over(rate, one?.rate)];
        return `| ${[counts[at], ...cells, median(cpu).toFixed(1), over(cpu, one?.cpu)].join(' | ')} |`;
      }),
    ];
  } finally {
    for (const server of servers) await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

interface Server {
  readonly url: string;
  /** The supervisor and its API processes. */
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

async function start(dataDir: string, workers: number): Promise<Server> {
  const env = {
    CATOPS_DATA_DIR: dataDir,
    CATOPS_PORT: '0',
    CATOPS_WORKERS: String(workers),
    CATOPS_LIMIT_KEYLESS: '1000000',
  };
  const { url, pid, stop } = await startServer('dist/api-server/supervisor.js', env, (id) => id);
  return { url, pids: [pid, ...childrenOf(pid)], stop };
}
