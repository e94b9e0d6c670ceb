import { type ChildProcess, execFile, fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** CPU seconds a living process has used, all threads; the scheduler counts in nanoseconds. */
export function cpuSeconds(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  const ran = readdirSync(tasks).map((task) =>
    Number.parseInt(readFileSync(`${tasks}/${task}/schedstat`, 'utf8'), 10),
  );
  return ran.reduce((sum, ns) => sum + ns, 0) / 1e9;
}

/** Processes that a process started. */
export function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  );
}

/** CPU seconds of some runs of a command, one after the other, by the shell's own accounting. */
export function cpuOfRuns(command: readonly string[], runs: number): Promise<number> {
  const quoted = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const script = `for i in $(seq ${runs}); do ${quoted} >/dev/null || exit 1; done; times`;
  return new Promise((resolve, reject) => {
    execFile('bash', ['-c', script], (error, out) => {
      if (error) return reject(error);
      const children = out.trim().split('\n')[1] ?? '';
      const seconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
        ([, m, s]) => Number(m) * 60 + Number(s),
      );
      resolve(seconds.reduce((sum, each) => sum + each, 0) / runs);
    });
  });
}

/** A server process of ours: where it listens and which process works. */
export interface BenchServer {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts a file that sends `{url}` to its parent when it listens. */
export function startServer(
  file: string,
  env: NodeJS.ProcessEnv,
  work: (pid: number) => number,
  execArgv: readonly string[] = [],
): Promise<BenchServer> {
  const child = fork(file, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [...execArgv],
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
    child.on('message', (message: { type?: string; url?: string; message?: string }) => {
      if (message.type === 'failed') reject(new Error(message.message));
      if (message.url === undefined || child.pid === undefined) return;
      resolve({ url: message.url, pid: work(child.pid), stop: () => stop(child) });
    });
  });
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.removeAllListeners('exit');
    child.once('exit', () => resolve());
    if (!child.send({ type: 'stop' })) child.kill('SIGTERM');
  });
}

interface Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly requests: number;
}

type Autocannon = (
  options: Record<string, unknown>,
) => Promise<{ '2xx': number; non2xx: number; errors: number }>;

/** Sends exactly so many requests and requires each to be answered with 2xx. */
export async function send({ url, headers, requests }: Load): Promise<void> {
  const autocannon: Autocannon = createRequire(import.meta.url)('autocannon');
  const result = await autocannon({
    url,
    headers,
    amount: requests,
    connections: 32,
    sampleInt: 50,
  });
  if (result['2xx'] < requests) throw new Error(`${url}: ${JSON.stringify(result)}`);
}

/** One picture of those that a search answers with. */
export async function firstImage(url: string, init: RequestInit = {}): Promise<{ id: string }> {
  const [image] = (await (await fetch(url, init)).json()) as { id: string }[];
  if (!image) throw new Error(`${url} found nothing`);
  return image;
}
