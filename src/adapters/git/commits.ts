import type { ChangeCandidate } from '../../incidents/candidate.js';
import type { ChangeSource } from '../../incidents/ports.js';
import { printable } from '../../platform/terminal-text.js';
import { type GitOptions, runGit, whyNoGit } from './run-git.js';

const mostCommits = 20;
// Unit and record separators: no subject holds them.
const format = '%H%x1f%cI%x1f%an%x1f%s%x1e';

/**
 * Commits of a repository on any branch, by the time they were committed. Runs `git log` without a
 * shell and without the settings of a repository that could run programs. No git, no repository and
 * no commit are said, never thrown.
 */
export function createGitCommits(options: GitOptions): ChangeSource {
  return {
    kind: 'commits',
    changes: async ({ from, to }, signal) => {
      if (Number.isNaN(Date.parse(from)) || Number.isNaN(Date.parse(to)))
        return { kind: 'absent', reason: 'The time looked at is not a time.' };
      const args = [
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
        return { kind: 'found', items: newestFirst(await runGit(options, args, signal)) };
      } catch (error) {
        return { kind: 'absent', reason: whyNoGit(error, options.directory) };
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
