import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What another load tester reports of one run; null where it does not say. Times in milliseconds. */
export interface PeerReport {
  readonly rate: number;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
}

export interface PeerLoad {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  /** Requests a second; as fast as it can when null, which all but autocannon always are. */
  readonly rate: number | null;
}

export interface Peer {
  readonly name: string;
  run(load: PeerLoad): Promise<PeerReport>;
}

/** Autocannon by its own command line, and wrk and siege where they are installed. */
export function peers(): readonly Peer[] {
  return [
    { name: 'autocannon', run: runAutocannon },
    ...(isInstalled('wrk') ? [{ name: 'wrk', run: runWrk }] : []),
    ...(isInstalled('siege') ? [{ name: 'siege', run: runSiege }] : []),
  ];
}

function isInstalled(program: string): boolean {
  try {
    execFileSync('which', [program]);
    return true;
  } catch {
    return false;
  }
}

async function runAutocannon({ url, connections, seconds, rate }: PeerLoad): Promise<PeerReport> {
  const program = createRequire(import.meta.url).resolve('autocannon/autocannon.js');
  const paced = rate === null ? [] : ['-R', String(rate)];
  const out = await run(process.execPath, [
    ...[program, '--json', '-c', String(connections), '-d', String(seconds)],
    ...paced,
    url,
  ]);
  const { '2xx': answered, duration, latency } = JSON.parse(out);
  return { rate: answered / duration, p50: latency.p50, p90: latency.p90, p99: latency.p99 };
}

const milliseconds: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 };

async function runWrk({ url, connections, seconds }: PeerLoad): Promise<PeerReport> {
  const options = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', `${url}/`];
  const out = await run('wrk', options);
  const at = (percent: string): number | null => {
    const [, value, unit] =
      new RegExp(`^\\s+${percent}%\\s+([\\d.]+)(us|ms|s)`, 'm').exec(out) ?? [];
    return value === undefined ? null : Number(value) * (milliseconds[unit ?? ''] ?? 1);
  };
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(out)?.[1]);
  return { rate, p50: at('50'), p90: at('90'), p99: at('99') };
}

async function runSiege({ url, connections, seconds }: PeerLoad): Promise<PeerReport> {
  const dir = await mkdtemp(join(tmpdir(), 'catops-siege-'));
  try {
    const settings = join(dir, 'siegerc');
    // By default it opens a connection for every request.
    await writeFile(settings, 'connection = keep-alive\nlogging = false\n');
    const options = ['-b', '-c', String(connections), '-t', `${seconds}S`, '--no-parser'];
    const out = await run('siege', ['--json-output', `--rc=${settings}`, ...options, `${url}/`]);
    const { transaction_rate: rate } = JSON.parse(out.slice(out.indexOf('{')));
    return { rate, p50: null, p90: null, p99: null };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function run(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { maxBuffer: 16_777_216 }, (error, out) =>
      error ? reject(error) : resolve(out),
    );
  });
}
