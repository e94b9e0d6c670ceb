import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAdmin } from '../../src/adapters/api-process/run-admin.ts';
import { sendPaced } from './paced.ts';
import {
  type BenchServer,
  childrenOf,
  cpuSeconds,
  firstImage,
  send,
  startServer,
} from './processes.ts';
import { median, ratioOf, showRatio } from './statistics.ts';

const bare = '.ci/bench/bare-server.mjs';
// Node writes these itself, for the bare server as for ours.
const written = ['date', 'connection', 'keep-alive', 'transfer-encoding'];

interface Reply {
  readonly headers: readonly string[];
  readonly body: string;
}

const rate = 5000;
/** Until compilers have nothing left to do: measured, a server pays for them for some 20,000. */
const warmUp = 50_000;
/** Random searches answer differently each time; so do the other servers. */
const sampled = 64;

interface Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Two ways to ask: evenly at one rate, or as fast as the server answers. */
const modes = {
  paced: async (load: Load, requests: number) => {
    await sendPaced({ ...load, rate, seconds: requests / rate });
  },
  saturated: (load: Load, requests: number) => send({ ...load, requests: 3 * requests }),
} as const;

/** CPU a request of the hottest reads, over servers that only write the same bytes. */
export async function hotReads(rounds: number, requests: number): Promise<string[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'catops-bench-'));
  try {
    return await measure(dataDir, rounds, requests);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

function startApi(dataDir: string): Promise<BenchServer> {
  const env = {
    CATOPS_DATA_DIR: dataDir,
    CATOPS_PORT: '0',
    CATOPS_LIMIT_KEYED: '1000000',
    CATOPS_LIMIT_KEYLESS: '1000000',
  };
  return startServer('dist/api-server/supervisor.js', env, (pid) => childrenOf(pid)[0] ?? pid);
}

async function measure(dataDir: string, rounds: number, requests: number): Promise<string[]> {
  const api = await startApi(dataDir);
  const headers = { 'x-api-key': await loadKey(dataDir) };
  const image = await firstImage(`${api.url}/v1/images/search?limit=1`, { headers });
  await api.stop();
  const analysis = `/v1/images/${image.id}/analysis`;
  const search = '/v1/images/search?limit=10';
  const reads: readonly Read[] = [
    { name: 'cached analysis, with a key', path: analysis, headers },
    { name: 'cached analysis, without a key', path: analysis, headers: {} },
    { name: 'random search of 10, with a key (breeds in full)', path: search, headers },
    { name: 'random search of 10, without a key', path: search, headers: {} },
  ];
  const rows: string[] = [];
  for (const read of reads) rows.push(await compare(dataDir, read, rounds, requests));
  return [
    `Server CPU a request with limits, metrics and access log on, one process, ${rounds} interleaved rounds;`,
    `for each read every server is started anew and warmed up by ${warmUp} requests.`,
    `Paced: ${requests} requests a round, ${rate} a second to each server. Saturated: ${3 * requests} a round over 32 connections;`,
    'there a slower server also pays for waking the client that waits for it, so its ratio is the higher one.',
    `The other servers write the same bodies (${sampled} samples in turn), the bare one also the same headers;`,
    'plain Fastify writes its own four, and once more all that the API must write.',
    '',
    '| Read | µs, paced | bare `node:http` | over bare (aim ≤ 1.3, never above 1.6) | over plain Fastify (aim < 1) | over Fastify with the same headers | saturated: over bare | over plain Fastify | over Fastify with the same headers |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ];
}

interface Read {
  readonly name: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function loadKey(dataDir: string): Promise<string> {
  const releaseDir = new URL('../../dist/api-server/', import.meta.url);
  const signal = new AbortController().signal;
  const options = { releaseDir, nodePath: process.execPath, env: process.env, dataDir, signal };
  const { keys } = await runAdmin(options, { op: 'key.load', count: 1, ttlSeconds: 3600 });
  // Servers follow new keys once a second.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  return keys[0] ?? '';
}

async function compare(
  dataDir: string,
  read: Read,
  rounds: number,
  requests: number,
): Promise<string> {
  // Of its own, as the others are: one that has answered other reads before is compiled for those.
  const api = await startApi(dataDir);
  const BENCH_REPLIES = join(dataDir, 'replies.json');
  await writeFile(BENCH_REPLIES, JSON.stringify(await readReplies(api.url + read.path, read)));
  const others = await Promise.all(
    ['bare', 'fastify', 'fastify-headers'].map((BENCH_KIND) =>
      startServer(bare, { BENCH_REPLIES, BENCH_KIND }, (pid) => pid),
    ),
  );
  const servers = [api, ...others];
  try {
    for (const { url } of servers) {
      await send({ url: url + read.path, headers: read.headers, requests: warmUp });
    }
    const paced = await cpuByServer(servers, read, 'paced', rounds, requests);
    const saturated = await cpuByServer(servers, read, 'saturated', rounds, requests);
    const ratios = [paced, saturated].flatMap(([ours = [], ...rest]) =>
      rest.map((other) => showRatio(ratioOf(ours, other))),
    );
    const [ours = [], base = []] = paced;
    const cells = [read.name, median(ours).toFixed(1), median(base).toFixed(1), ...ratios];
    return `| ${cells.join(' | ')} |`;
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

/** Microseconds a request, by server and round; each round begins with another server. */
async function cpuByServer(
  servers: readonly BenchServer[],
  { path, headers }: Read,
  mode: keyof typeof modes,
  rounds: number,
  requests: number,
): Promise<number[][]> {
  const sent = mode === 'paced' ? requests : 3 * requests;
  const cpu: number[][] = servers.map(() => []);
  for (let round = -1; round < rounds; round += 1) {
    for (let turn = 0; turn < servers.length; turn += 1) {
      const at = (turn + round + servers.length) % servers.length;
      const server = servers[at] as BenchServer;
      const before = cpuSeconds(server.pid);
      await modes[mode]({ url: `${server.url}${path}`, headers }, requests);
      // The first round is not counted: its connections are new.
      if (round >= 0) cpu[at]?.push(((cpuSeconds(server.pid) - before) / sent) * 1e6);
    }
  }
  return cpu;
}

async function readReplies(url: string, { headers }: Read): Promise<Reply[]> {
  const replies: Reply[] = [];
  while (replies.length < sampled) {
    const response = await fetch(url, { headers });
    if (response.status !== 200) throw new Error(`${url}: ${response.status}`);
    const flat = [...response.headers].filter(([name]) => !written.includes(name)).flat();
    replies.push({ headers: flat, body: await response.text() });
  }
  return replies;
}
