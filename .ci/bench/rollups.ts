import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateDay } from './log-generator.ts';
import { cpuOfRuns } from './processes.ts';
import { median, ratioOf, showRatio } from './statistics.ts';

const dt = '2018-11-15';

interface Measured {
  readonly cpu: number;
  readonly rssMb: number;
  /** Bytes that the process read from files, by the kernel's account. */
  readonly readMb: number;
  readonly result: unknown;
}

/** A day of five million lines: what rolling it up costs, beside others who count the same. */
export async function rollupCost(rounds: number): Promise<string[]> {
  return withDay({ lines: 5_000_000, plain: true }, async (directory, bytes) => {
    const catops: Measured[] = [];
    const hand: Measured[] = [];
    const goaccess: number[] = [];
    const version = goAccessVersion();
    for (let round = 0; round < rounds; round += 1) {
      catops.push(await work('catops', directory));
      hand.push(await work('hand', directory));
      if (version !== null) goaccess.push(await goAccess(directory));
    }
    const cpu = (all: readonly Measured[]) => all.map((each) => each.cpu);
    const node = await work('node', directory);
    const ours = median(cpu(catops));
    return [
      `One day, 24 gz files, ${(bytes / 1e6).toFixed(0)} MB of JSON before compression, 20,000 accounts, 5,000 images:`,
      'tables of hours, of the day, exact accounts and images.',
      '',
      '| What | CPU s | catops over it | most memory, MB |',
      '| --- | --- | --- | --- |',
      `| catops, each file inflated once more beforehand to see that it is whole | ${ours.toFixed(1)} | 1 | ${most(catops)} (aim ≤ 500) |`,
      `| the same two scans by hand in DuckDB, nothing checked | ${median(cpu(hand)).toFixed(1)} | ${showRatio(ratioOf(cpu(catops), cpu(hand)))} (aim ≤ 1.3) | ${most(hand)} |`,
      `| a streaming reducer in Node, same counters (one run) | ${node.cpu.toFixed(1)} | ${(ours / node.cpu).toFixed(2)} | ${most([node])} |`,
      version === null
        ? '| GoAccess | **not measured: it is not installed** | | |'
        : `| GoAccess ${version}, the same requests as an uncompressed web log | ${median(goaccess).toFixed(1)} | ${showRatio(ratioOf(cpu(catops), goaccess))} (aim ≤ 0.2) | |`,
    ];
  });
}

/** The most memory that rolling up takes, alone and with compacting after it, by the size of the day. */
export async function rollupMemory(full: boolean): Promise<string[]> {
  const rows: string[] = [];
  for (const lines of [1_000_000, 5_000_000, ...(full ? [20_000_000] : [])]) {
    await withDay({ lines, plain: false }, async (directory) => {
      const alone = await work('catops', directory);
      const both = await work('compact', directory);
      rows.push(memoryRow(`${(lines / 1e6).toFixed(0)} million`, alone, both));
    });
  }
  const files = full ? 100_000 : 5000;
  const small = await withSmallFiles(files, (directory) => work('catops', directory));
  rows.push(memoryRow(`one hour in ${files.toLocaleString('en')} files of 3 lines`, small, null));
  return [
    '| Lines of the day | rolled up: most memory, MB (aim ≤ 500) | CPU s | and compacted, in one process: MB (aim ≤ 500) | CPU s |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ];
}

function memoryRow(name: string, alone: Measured, both: Measured | null): string {
  const cells = [alone, both].flatMap((each) =>
    each === null ? ['—', '—'] : [most([each]), each.cpu.toFixed(1)],
  );
  return `| ${[name, ...cells].join(' | ')} |`;
}

/** A question about one route, on the compacted day and on the files it was made from. */
export async function oneRouteQuestion(rounds: number): Promise<string[]> {
  return withDay({ lines: 5_000_000, plain: false }, async (directory) => {
    const compacted = await work('compact', directory);
    const gz: Measured[] = [];
    const parquet: Measured[] = [];
    for (let round = 0; round < rounds; round += 1) {
      gz.push(await work('route-gz', directory));
      parquet.push(await work('route-parquet', directory));
    }
    const same = new Set([...gz, ...parquet].map(({ result }) => JSON.stringify(result)));
    if (same.size !== 1) throw new Error(`They answered differently: ${[...same].join(', ')}`);
    const cpu = (all: readonly Measured[]) => all.map((each) => each.cpu);
    const read = (all: readonly Measured[]) => median(all.map(({ readMb }) => readMb));
    const size = await stat(join(directory, 'access-parquet', `dt=${dt}`, 'part.parquet'));
    return [
      '| Count and mean latency of one route of a day | CPU s | read, MB |',
      '| --- | --- | --- |',
      `| 24 gz files of JSON | ${median(cpu(gz)).toFixed(2)} | ${read(gz).toFixed(1)} |`,
      `| the compacted day, ${(size.size / 1e6).toFixed(0)} MB | ${median(cpu(parquet)).toFixed(2)} | ${read(parquet).toFixed(1)} |`,
      '',
      `gz over Parquet, CPU: ${showRatio(ratioOf(cpu(gz), cpu(parquet)))}. Rolling up and compacting the day took ${compacted.cpu.toFixed(1)} CPU s and ${most([compacted])} MB.`,
    ];
  });
}

async function withDay<T>(
  { lines, plain }: { readonly lines: number; readonly plain: boolean },
  measure: (directory: string, bytes: number) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'catops-bench-'));
  try {
    return await measure(directory, await generateDay(directory, { dt, lines, plain }));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** One hour in so many files: what a server that rotates far too often leaves behind. */
async function withSmallFiles<T>(
  count: number,
  measure: (directory: string) => Promise<T>,
): Promise<T> {
  return withDay({ lines: 72, plain: false }, async (directory) => {
    const folder = join(directory, 'access', `dt=${dt}`, 'hour=20');
    const [name = ''] = await readdir(folder);
    const content = await readFile(join(folder, name));
    for (let at = 1; at < count; at += 1) {
      await writeFile(join(folder, name.replace('-0001', `-${at + 10_000}`)), content);
    }
    return measure(directory);
  });
}

async function work(what: string, directory: string): Promise<Measured> {
  if (what === 'catops' || what === 'compact')
    await rm(join(directory, 'rollups'), { recursive: true, force: true });
  const args = ['--import', 'tsx', '.ci/bench/rollup-work.ts', what, directory, dt];
  return new Promise((resolve, reject) => {
    let readMb = 0;
    const child = execFile(process.execPath, args, { maxBuffer: 1e8 }, (error, out) => {
      clearInterval(watch);
      if (error) return reject(error);
      const measured = JSON.parse(out.trim().split('\n').at(-1) ?? '') as Omit<Measured, 'readMb'>;
      if (JSON.stringify(measured.result ?? '').includes('"code"')) {
        return reject(new Error(`${what}: ${JSON.stringify(measured.result)}`));
      }
      resolve({ ...measured, readMb });
    });
    const watch = setInterval(() => {
      readMb = Math.max(readMb, bytesRead(child.pid) / 1e6);
    }, 10);
  });
}

/** Bytes a process has read so far; of one that has ended, 0. */
function bytesRead(pid: number | undefined): number {
  try {
    return Number(/rchar: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function goAccessVersion(): string | null {
  try {
    return (
      /([\d.]+\d)/.exec(execFileSync('goaccess', ['--version'], { encoding: 'utf8' }))?.[1] ?? ''
    );
  } catch {
    console.error('GoAccess is not installed (apt-get install goaccess): that figure is left out.');
    return null;
  }
}

function goAccess(directory: string): Promise<number> {
  const command = [
    ...['goaccess', join(directory, 'access.log'), '--no-global-config', '--no-progress'],
    ...['--log-format=%h %^[%d:%t %^] "%r" %s %b "%R" "%u" %D'],
    ...['--date-format=%d/%b/%Y', '--time-format=%H:%M:%S'],
    ...['-o', join(directory, 'goaccess.json')],
  ];
  return cpuOfRuns(command, 1);
}

function most(all: readonly Measured[]): string {
  return Math.max(...all.map(({ rssMb }) => rssMb)).toFixed(0);
}
