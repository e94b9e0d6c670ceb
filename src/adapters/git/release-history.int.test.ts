import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createReleaseHistory } from './release-history.js';

const quiet = new AbortController().signal;
const migrations = 'db/migrations';

let directory: string;
/** Commits, oldest first: nothing, one that adds, one that takes away, and a branch off the second. */
let first: string;
let adds: string;
let takes: string;
let branch: string;

function git(...args: string[]): string {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', [...who, ...args], { cwd: directory, env, encoding: 'utf8' }).trim();
}

async function commit(subject: string, migration: string, text: string): Promise<string> {
  await writeFile(join(directory, migrations, migration), text);
  git('add', '-A');
  git('commit', '-q', '-m', subject);
  return git('rev-parse', '--short=12', 'HEAD');
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'catops-history-'));
  await mkdir(join(directory, migrations), { recursive: true });
  git('init', '-q', '-b', 'main');
  first = await commit('First', '0001-first.ts', 'create');
  adds = await commit('Add \u001b[31mvotes', '0002-votes.ts', 'create');
  takes = await commit('Drop the old column', '0003-drop.ts', 'drop; neededMigration');
  git('checkout', '-q', '-b', 'hotfix', adds);
  branch = await commit('Mend it', 'index.ts', 'mended');
});
afterAll(() => rm(directory, { recursive: true }));

const compare = (from: string, to: string) =>
  createReleaseHistory({ directory, migrations, contracting: 'neededMigration' }).compare(
    ...([from, to, quiet] as const),
  );

it('tells what comes with a newer release, newest first, without escapes', async () => {
  const { direction, commits, total, schema } = await compare(first, takes);
  expect([direction, total, commits.map(({ subject }) => subject)]).toEqual([
    'forward',
    2,
    ['Drop the old column', 'Add votes'],
  ]);
  expect(schema).toEqual({ kind: 'runs', why: 'it adds 0002-votes, 0003-drop itself' });
});

it('tells what goes with an older one, and that it runs on what was only added', async () => {
  const { direction, total, schema } = await compare(adds, first);
  expect([direction, total]).toEqual(['back', 1]);
  expect(schema).toEqual({ kind: 'runs', why: '0002-votes only added to the database' });
});

it('refuses an older one from which a migration took something away', async () => {
  const { schema } = await compare(takes, adds);
  expect(schema).toEqual({ kind: 'refuses', why: '0003-drop took away what it needs' });
});

it('tells releases that lack each other’s commits apart', async () => {
  const { direction, commits } = await compare(takes, branch);
  expect([direction, commits.map(({ subject }) => subject)]).toEqual(['apart', ['Mend it']]);
});

it('says what cannot be compared', async () => {
  const { absent, schema } = await compare(first, '0123456789ab');
  expect(absent).toBe('this repository has no such commit: fetch it first');
  expect(schema.kind).toBe('unknown');
  expect((await compare(first, '--output=x')).absent).toBe('a release names no commit');
});
