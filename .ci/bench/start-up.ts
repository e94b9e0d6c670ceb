import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuOfRuns, startServer } from './processes.ts';
import { median, ratioOf, showRatio } from './statistics.ts';

/** CPU of `catops --help` over that of an empty Node. */
export async function helpCost(rounds: number): Promise<string[]> {
  const help: number[] = [];
  const empty: number[] = [];
  for (let round = 0; round < rounds; round++) {
    help.push(await cpuOfRuns([process.execPath, 'dist/catops.js', '--help'], 5));
    empty.push(await cpuOfRuns([process.execPath, '-e', '0'], 5));
  }
  return [
    '| CPU of | median ms | over `node -e 0` (aim 1.6, never above 2) |',
    '| --- | --- | --- |',
    `| \`catops --help\` | ${(median(help) * 1000).toFixed(0)} | ${showRatio(ratioOf(help, empty))} |`,
    `| \`node -e 0\` | ${(median(empty) * 1000).toFixed(0)} | 1 |`,
  ];
}

/** Wall time from starting the API until it is ready, its database seeded before; by parts. */
export async function startToReady(rounds: number): Promise<string[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'catops-bench-'));
  const env = { CATOPS_DATA_DIR: dataDir, CATOPS_PORT: '0' };
  const prepare = () =>
    timed(() =>
      spawnSync(process.execPath, ['dist/api-server/admin.js'], {
        input: '{"op":"prepare"}',
        env: { ...process.env, ...env },
      }),
    );
  try {
    const seeding = await prepare();
    const parts: Record<'ready' | 'prepared' | 'node', number[]> = {
      ready: [],
      prepared: [],
      node: [],
    };
    for (let round = 0; round < rounds; round++) {
      parts.node.push(await timed(() => spawnSync(process.execPath, ['-e', '0'])));
      parts.prepared.push(await prepare());
      parts.ready.push(await timed(() => untilReady(env)));
    }
    const [node, prepared, ready] = [
      median(parts.node),
      median(parts.prepared),
      median(parts.ready),
    ];
    return [
      '| Part | median ms |',
      '| --- | --- |',
      `| start to ready, seeded database | ${ready.toFixed(0)} |`,
      `| of it: starting the supervisor's Node | ${node.toFixed(0)} |`,
      `| of it: \`prepare\` in the admin process (Node, open the database, see that it is migrated and seeded) | ${prepared.toFixed(0)} |`,
      `| of it: forking the API process, loading its code, opening the database, building the indexes, listening | ${(ready - node - prepared).toFixed(0)} |`,
      `| once, before: drawing and storing the seed | ${seeding.toFixed(0)} |`,
    ];
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function untilReady(env: NodeJS.ProcessEnv): Promise<void> {
  const server = await startServer('dist/api-server/supervisor.js', env, (pid) => pid);
  const response = await fetch(`${server.url}/health/ready`);
  if (response.status !== 200) throw new Error(`ready answered ${response.status}`);
  stopping.push(server.stop());
}

// Stopping is no part of the start; it is awaited before the directory is removed.
const stopping: Promise<void>[] = [];

async function timed(work: () => unknown): Promise<number> {
  await Promise.all(stopping.splice(0));
  const start = performance.now();
  await work();
  return performance.now() - start;
}
