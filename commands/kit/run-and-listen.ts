import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { CatopsError, messageOf } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { HeadAndTail } from './head-and-tail.js';

/** How a command went. Head and tail are as it said them: redact before they are kept. */
export interface Heard {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Number of that signal; 0 without one. A shell answers 128 and this. */
  readonly signalNumber: number;
  readonly durationMs: number;
  readonly head: string;
  readonly tail: string;
  readonly omittedBytes: number;
}

/**
 * Runs a program as the shell would have: its input is ours, its output goes through to ours and is
 * listened to. Ctrl-C reaches it as it reaches us, and we wait for it to end. With `aside` its
 * standard output goes to standard error, because ours is for one JSON object. A program that cannot
 * be started is one `usage-invalid`.
 */
export async function runAndListen(
  host: Host,
  argv: readonly string[],
  { aside }: { readonly aside: boolean },
): Promise<Heard> {
  const [file = '', ...rest] = argv;
  const started = host.clock.monotonic();
  const heard = new HeadAndTail();
  const child = spawn(file, rest, {
    cwd: host.cwd,
    env: { ...host.env },
    stdio: ['inherit', 'pipe', 'pipe'],
  });
  const pass = (stream: NodeJS.ReadableStream, to: Host['stdout']) =>
    stream.on('data', (chunk: Buffer) => {
      heard.add(chunk);
      to.write(chunk);
    });
  pass(child.stdout, aside ? host.stderr : host.stdout);
  pass(child.stderr, host.stderr);
  const { exitCode, signal } = await new Promise<{
    exitCode: number | null;
    signal: NodeJS.Signals | null;
  }>((resolve, reject) => {
    child.once('error', (cause) => reject(notStarted(file, cause)));
    child.once('close', (code, by) => resolve({ exitCode: code, signal: by }));
  });
  return {
    exitCode,
    signal,
    signalNumber: signal === null ? 0 : constants.signals[signal],
    durationMs: Math.round(host.clock.monotonic() - started),
    ...heard.text(),
  };
}

function notStarted(file: string, cause: Error): CatopsError {
  const reason =
    'code' in cause && cause.code === 'ENOENT' ? 'there is no such program' : messageOf(cause);
  return new CatopsError('usage-invalid', `${file} could not be started: ${reason}.`, { cause });
}
