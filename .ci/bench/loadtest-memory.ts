import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { startServer } from './processes.ts';

interface Load {
  readonly rate: number;
  readonly seconds: number;
  /** Different paths that are asked. */
  readonly paths: number;
}

/** Whoever compiles and warms up what it needs has done so by then. */
const settledShare = 1 / 3;

/** Memory of the process that sends, over a long time and over many different requests. */
export async function flatMemory(seconds: number): Promise<string[]> {
  const loads: readonly Load[] = [
    { rate: 200, seconds, paths: 10 },
    { rate: 200, seconds, paths: 100_000 },
    { rate: 1000, seconds, paths: 100_000 },
  ];
  const rows: string[] = [];
  for (const load of loads) rows.push(await rowOf(load));
  return [
    `Resident memory of the process that sends, its thread and all measurements included, in MB: after a third of the`,
    'time, and at the end. Aim: flat over five minutes and over 100,000 different paths.',
    '',
    '| a second | different paths | seconds | answered | early | at the end | grown, MB a minute |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ];
}

async function rowOf(load: Load): Promise<string> {
  const idle = { BENCH_FAULT: 'idle' };
  const server = await startServer('.ci/bench/faulty-server.mjs', idle, (pid) => pid);
  try {
    const { answered, megabytes } = await watch(server.url, load);
    const settled = Math.round(load.seconds * settledShare);
    const early = megabytes[settled] ?? Number.NaN;
    const end = megabytes.at(-1) ?? Number.NaN;
    const grown = ((end - early) * 60) / (megabytes.length - 1 - settled);
    const paths = load.paths.toLocaleString('en');
    const cells = [load.rate, paths, load.seconds, answered, early, end];
    return `| ${[...cells.map((cell) => (typeof cell === 'number' ? Math.round(cell) : cell)), grown.toFixed(1)].join(' | ')} |`;
  } finally {
    await server.stop();
  }
}

async function watch(url: string, load: Load) {
  const child = fork('.ci/bench/load-child.ts', {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, BENCH_URL: url, BENCH_LOAD: JSON.stringify(load) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  const megabytes: number[] = [];
  const timer = setInterval(() => megabytes.push(residentMegabytes(child.pid ?? 0)), 1000);
  try {
    const [{ answered }] = (await once(child, 'message')) as [{ answered: number }];
    return { answered, megabytes };
  } finally {
    clearInterval(timer);
    child.kill();
  }
}

function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
