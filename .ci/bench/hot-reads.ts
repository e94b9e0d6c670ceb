import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAdmin } from '../../src/adapters/api-process/run-admin.ts';
import { type BenchServer, childrenOf, cpuSeconds, send, startServer } from './processes.ts';
import { median, ratioOf, showRatio } from './statistics.ts';

const bare = '.ci/bench/bare-server.mjs';
// Node writes these itself, for the bare server as for ours.
const written = ['date', 'connection', 'keep-alive', 'transfer-encoding'];

interface Reply {
  readonly headers: readonly string[];
  readonly body: string;
}

/** CPU a request of the two hottest reads, over servers that only write the same bytes. */
export async function hotReads(rounds: number, requests: number): Promise<string[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'catops-bench-'));
  try {
    return await measure(dataDir, rounds, requests);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function measure(dataDir: string, rounds: number, requests: number): Promise<string[]> {
  const env = {
    CATOPS_DATA_DIR: dataDir,
    CATOPS_PORT: '0',
    CATOPS_LIMIT_KEYED: '1000000',
    CATOPS_LIMIT_KEYLESS: '1000000',
  };
  const api = await startServer(
    'dist/api-server/supervisor.js',
    env,
    (pid) => childrenOf(pid)[0] ?? pid,
  );
  try {
    const headers = { 'x-api-key': await loadKey(dataDir) };
    const [image] = await (await fetch(`${api.url}/v1/images/search?limit=1`, { headers })).json();
    const reads = {
      'cached analysis': `/v1/images/${image.id}/analysis`,
      'random search': '/v1/images/search?limit=10',
    };
    const rows: string[] = [];
    for (const [name, path] of Object.entries(reads))
      rows.push(...(await one(name, api, path, headers, rounds, requests)));
    return [
      `Server CPU a request with limits, metrics and access log on, one process, ${requests} requests a round over 32`,
      'connections, rounds interleaved; the other servers write the same body, the bare one also the same headers.',
      '',
      '| Read | µs a request | bare `node:http`, same bytes | over bare (aim ≤ 1.3, never above 1.6) | plain Fastify, same object | over Fastify (aim < 1) |',
      '| --- | --- | --- | --- | --- | --- |',
      ...rows,
    ];
  } finally {
    await api.stop();
  }
}

async function loadKey(dataDir: string): Promise<string> {
  const releaseDir = new URL('../../dist/api-server/', import.meta.url);
  const signal = new AbortController().signal;
  const options = { releaseDir, nodePath: process.execPath, env: process.env, dataDir, signal };
  const { keys } = await runAdmin(options, { op: 'key.load', count: 1, ttlSeconds: 3600 });
  return keys[0] ?? '';
}

async function one(
  name: string,
  api: BenchServer,
  path: string,
  headers: Record<string, string>,
  rounds: number,
  requests: number,
): Promise<string[]> {
  const reply = await readReply(`${api.url}${path}`, headers);
  const BENCH_REPLY = JSON.stringify(reply);
  const plain = await startServer(bare, { BENCH_REPLY, BENCH_KIND: 'bare' }, (pid) => pid);
  const fastify = await startServer(bare, { BENCH_REPLY, BENCH_KIND: 'fastify' }, (pid) => pid);
  const servers = [api, plain, fastify];
  try {
    const cpu: number[][] = [[], [], []];
    for (let round = -1; round < rounds; round++) {
      for (let turn = 0; turn < servers.length; turn++) {
        const at = (turn + round + servers.length) % servers.length;
        const server = servers[at] as BenchServer;
        const before = cpuSeconds(server.pid);
        await send({ url: `${server.url}${path}`, headers, requests });
        // The first round warms the compilers and is not counted.
        if (round >= 0) cpu[at]?.push(((cpuSeconds(server.pid) - before) / requests) * 1e6);
      }
    }
    const [ours = [], base = [], framework = []] = cpu;
    const us = [ours, base, framework].map((each) => median(each).toFixed(1));
    return [
      `| ${name} | ${us[0]} | ${us[1]} | ${showRatio(ratioOf(ours, base))} | ${us[2]} | ${showRatio(ratioOf(ours, framework))} |`,
    ];
  } finally {
    await Promise.all([plain.stop(), fastify.stop()]);
  }
}

async function readReply(url: string, headers: Record<string, string>): Promise<Reply> {
  await (await fetch(url, { headers })).text();
  const response = await fetch(url, { headers });
  if (response.status !== 200) throw new Error(`${url}: ${response.status}`);
  const flat = [...response.headers].filter(([name]) => !written.includes(name)).flat();
  return { headers: flat, body: await response.text() };
}
