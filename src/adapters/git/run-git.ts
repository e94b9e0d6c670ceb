import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { printable } from '../../platform/terminal-text.js';

export interface GitOptions {
  /** Any directory of the repository. */
  readonly directory: string;
  /** Program to run; `git`. */
  readonly git?: string;
  /** Milliseconds; 5000. */
  readonly timeoutMs?: number;
}

const run = promisify(execFile);
const largestOutput = 256 * 1024;

/** Runs git to read, without a shell and without what a repository could make it run. */
export async function runGit(
  { directory, git = 'git', timeoutMs = 5000 }: GitOptions,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const safe = [
    // No pager, no lock, no helper program: this only reads.
    '--no-pager',
    '--no-optional-locks',
    '-c',
    'core.fsmonitor=false',
    '-c',
    'log.showSignature=false',
  ];
  const { stdout } = await run(git, [...safe, ...args], {
    cwd: directory,
    timeout: timeoutMs,
    maxBuffer: largestOutput,
    signal,
    windowsHide: true,
  });
  return stdout;
}

/** Why it could not be read, in one sentence. */
export function whyNoGit(error: unknown, directory: string): string {
  const { code, killed, stderr, name } = error as {
    readonly code?: unknown;
    readonly killed?: boolean;
    readonly stderr?: unknown;
    readonly name?: string;
  };
  if (name === 'AbortError') return 'Looking at commits was stopped.';
  if (code === 'ENOENT') return `git or ${printable(directory)} is not there.`;
  if (killed) return 'git did not answer in time.';
  const said = typeof stderr === 'string' ? printable(stderr.split('\n')[0] ?? '') : '';
  if (said.includes('not a git repository'))
    return `${printable(directory)} is not a git repository.`;
  return `git failed${said ? `: ${said.slice(0, 200)}` : '.'}`;
}
