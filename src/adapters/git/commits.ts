import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ChangeCandidate } from '../../incidents/candidate.js';
import type { ChangeSource } from '../../incidents/ports.js';
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
const mostCommits = 20;
const largestOutput = 256 * 1024;
// Unit and record separators: no subject holds them.
const format = '%H%x1f%cI%x1f%an%x1f%s%x1e';

/**
 * Commits of a repository on any branch, by the time they were committed. Runs `git log` without a
 * shell and without the settings of a repository that could run programs. No git, no repository and
 * no commit are said, never thrown.
 */
export function createGitCommits(options: GitOptions): ChangeSource {
  const { directory, git = 'git', timeoutMs = 5000 } = options;
  return {
    kind: 'commits',
    changes: async ({ from, to }, signal) => {
      if (Number.isNaN(Date.parse(from)) || Number.isNaN(Date.parse(to)))
        return { kind: 'absent', reason: 'The time looked at is not a time.' };
      const args = [
        // No pager, no lock, no helper program: this only reads.
        '--no-pager',
        '--no-optional-locks',
        '-c',
        'core.fsmonitor=false',
        '-c',
        'log.showSignature=false',
        'log',
        '--all',
        '--no-color',
        '--no-show-signature',
        `--max-count=${mostCommits}`,
        `--since=${new Date(from).toISOString()}`,
        `--until=${new Date(to).toISOString()}`,
        `--format=${format}`,
      ];
      try {
        const { stdout } = await run(git, args, {
          cwd: directory,
          timeout: timeoutMs,
          maxBuffer: largestOutput,
          signal,
          windowsHide: true,
        });
        return { kind: 'found', items: newestFirst(stdout) };
      } catch (error) {
        return { kind: 'absent', reason: reasonOf(error, directory) };
      }
    },
  };
}

function newestFirst(output: string): ChangeCandidate[] {
  return output
    .split('\u001e')
    .flatMap((record): ChangeCandidate[] => {
      const [hash = '', at = '', author = '', subject = ''] = record.trim().split('\u001f');
      if (!/^[0-9a-f]{40,64}$/.test(hash) || Number.isNaN(Date.parse(at))) return [];
      const summary = printable(`${subject} (${author})`).slice(0, 200);
      return [{ at: new Date(at).toISOString(), ref: hash.slice(0, 12), summary, url: null }];
    })
    .sort((a, b) => b.at.localeCompare(a.at));
}

function reasonOf(error: unknown, directory: string): string {
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
