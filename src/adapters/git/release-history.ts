import {
  type Comparison,
  incomparable,
  type ReleaseCommit,
  type ReleaseHistory,
  type SchemaVerdict,
} from '../../environments/compare-releases.js';
import { printable } from '../../platform/terminal-text.js';
import { type GitOptions, runGit, whyNoGit } from './run-git.js';

const mostCommits = 20;
const format = '%h%x1f%cI%x1f%an%x1f%s%x1e';

export interface HistoryOptions extends GitOptions {
  /** Directory of the repository that holds one file a migration, such as `db/migrations`. */
  readonly migrations: string;
  /** What the file of a migration says that takes something away from older releases. */
  readonly contracting: string;
}

/**
 * Compares releases by the repository they were built from. A release of which the repository has no
 * commit, no git and no repository are said, never thrown.
 */
export function createReleaseHistory(options: HistoryOptions): ReleaseHistory {
  return {
    compare: async (from, to, signal) => {
      // A hash and nothing else: what begins with a dash would be an option.
      if (![from, to].every((commit) => /^[0-9a-f]{7,64}$/.test(commit)))
        return incomparable('a release names no commit');
      try {
        return await compare(options, from, to, signal);
      } catch (error) {
        return incomparable(
          unknownCommit(error) ?? whyNoGit(error, options.directory).replace(/\.$/, ''),
        );
      }
    },
  };
}

async function compare(
  options: HistoryOptions,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<Comparison> {
  const comes = await between(options, from, to, signal);
  const goes = await between(options, to, from, signal);
  const schema = await schemaOf(options, from, to, signal);
  const [direction, shown] =
    comes.total > 0 && goes.total > 0
      ? (['apart', comes] as const)
      : comes.total > 0
        ? (['forward', comes] as const)
        : goes.total > 0
          ? (['back', goes] as const)
          : (['same', comes] as const);
  return { direction, ...shown, schema, absent: null };
}

/** Commits that `to` has and `from` has not. */
async function between(options: GitOptions, from: string, to: string, signal: AbortSignal) {
  const range = `${from}..${to}`;
  const counted = await runGit(options, ['rev-list', '--count', range], signal);
  const log = ['log', '--no-color', '--no-show-signature', `--max-count=${mostCommits}`];
  const listed = await runGit(options, [...log, `--format=${format}`, range], signal);
  const commits = listed.split('\u001e').flatMap((record): ReleaseCommit[] => {
    const [ref = '', at = '', author = '', subject = ''] = record.trim().split('\u001f');
    if (!/^[0-9a-f]{4,64}$/.test(ref) || Number.isNaN(Date.parse(at))) return [];
    const written = { author: printable(author), subject: printable(subject).slice(0, 200) };
    return [{ ref, at: new Date(at).toISOString(), ...written }];
  });
  return { commits, total: Number(counted.trim()) };
}

/**
 * Every migration only adds, but for those that say that they take something away: a release runs on
 * a database that has more than it knows, unless one of those is among it.
 */
async function schemaOf(
  options: HistoryOptions,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<SchemaVerdict> {
  const { migrations, contracting } = options;
  const names = async (commit: string) => {
    const args = ['ls-tree', '--full-tree', '--name-only', commit, '--', `${migrations}/`];
    const listed = await runGit(options, args, signal);
    return listed.split('\n').filter((path) => /\/\d+-[^/]*\.ts$/.test(path));
  };
  const [before, after] = [await names(from), await names(to)];
  if (before.length === 0 && after.length === 0)
    return { kind: 'unknown', why: `neither commit has migrations in ${migrations}` };
  const more = before.filter((path) => !after.includes(path));
  for (const path of more) {
    const text = await runGit(options, ['show', `${from}:${path}`], signal);
    if (text.includes(contracting))
      return { kind: 'refuses', why: `${nameOf(path)} took away what it needs` };
  }
  if (more.length > 0)
    return { kind: 'runs', why: `${more.map(nameOf).join(', ')} only added to the database` };
  const added = after.filter((path) => !before.includes(path)).map(nameOf);
  const why = added.length > 0 ? `it adds ${added.join(', ')} itself` : 'no migration lies between';
  return { kind: 'runs', why };
}

function nameOf(path: string): string {
  return printable(path.replace(/^.*\//, '').replace(/\.ts$/, ''));
}

function unknownCommit(error: unknown): string | undefined {
  const { stderr } = error as { readonly stderr?: unknown };
  const said = typeof stderr === 'string' ? stderr : '';
  const unknown = /(unknown revision|bad revision|Invalid revision|Not a valid object)/i.test(said);
  return unknown ? 'this repository has no such commit: fetch it first' : undefined;
}
