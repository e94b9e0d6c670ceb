import { spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import process from 'node:process';
import { printable } from '../../platform/terminal-text.js';
import { endProcess, whenEnded } from './end-process.js';
import { keepLastLines } from './last-lines.js';

export interface StartCommandOptions {
  /** As it would be typed into a shell. */
  readonly command: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Set to a free port, each of them, above the environment. */
  readonly portVariables: readonly string[];
  /** Aborting ends it. */
  readonly signal: AbortSignal;
}

/** A server that a command of somebody else's started. */
export interface CommandProcess {
  /** Base URL without a trailing slash, where it was told to listen. */
  readonly url: string;
  /** How it ended, printable; null while it runs. */
  ended(): string | null;
  /** Ends it and what it started: SIGTERM, then SIGKILL, with a bounded wait. Safe to repeat. */
  stop(): Promise<void>;
}

const terminateMs = 5_000;

// Runs the command, and ends the group when whoever started it is gone, however that ended: then
// nobody holds the other end of its standard input.
const guarded = `
exec 3<&0
sh -c "$0" 3<&- </dev/null &
child=$!
(cat <&3 >/dev/null; kill -TERM 0) 2>/dev/null &
guard=$!
wait "$child"
code=$?
kill "$guard" 2>/dev/null
exit "$code"`;

/** Starts a command that is to listen on the port it is given; it need not be ready yet. */
export async function startCommand(options: StartCommandOptions): Promise<CommandProcess> {
  options.signal.throwIfAborted();
  const port = await freePort();
  const ports = Object.fromEntries(options.portVariables.map((name) => [name, String(port)]));
  const child = spawn('sh', ['-c', guarded, options.command], {
    cwd: options.cwd,
    env: { ...options.env, ...ports },
    stdio: ['pipe', 'ignore', 'pipe'],
    // A group of its own: what the shell starts ends with it.
    detached: true,
  });
  const lines = keepLastLines(child.stderr);
  let how: string | null = null;
  const ended = whenEnded(child, (error) => lines.push(error.message));
  void ended.then(({ code, signal }) => {
    how = [`it ended (${signal ?? `exit ${code}`})`, ...lines.slice(-1)].join(': ');
  });
  const kill = (signal: 'SIGTERM' | 'SIGKILL'): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // The whole group is gone already.
    }
  };
  const stop = async (): Promise<void> => {
    await endProcess(child, ended, [{ act: () => kill('SIGTERM'), waitMs: terminateMs }]);
    kill('SIGKILL');
  };
  const onAbort = (): void => void stop();
  options.signal.addEventListener('abort', onAbort, { once: true });
  void ended.then(() => options.signal.removeEventListener('abort', onAbort));
  return {
    url: `http://127.0.0.1:${port}`,
    ended: () => (how === null ? null : printable(how)),
    stop,
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
