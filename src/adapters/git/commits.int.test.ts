import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGitCommits } from './commits.js';

let directory: string;
const quiet = new AbortController().signal;
const range = { from: '2026-11-15T20:00:00+11:00', to: '2026-11-15T22:00:00+11:00' };

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'catops-git-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

function git(at: string | null, ...args: string[]): void {
  const dates = at ? { GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at } : {};
  const names = ['-c', 'user.name=Ada \u001b[31mMouser', '-c', 'user.email=ada@example.com'];
  execFileSync('git', [...names, ...args], {
    cwd: directory,
    env: { ...process.env, ...dates, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  });
}

function commit(at: string, subject: string): void {
  git(at, 'commit', '--allow-empty', '-q', '-m', subject);
}

describe('commits around a time', () => {
  it('are named newest first, from any branch and zone, and nothing outside the time', async () => {
    git(null, 'init', '-q', '-b', 'main');
    commit('2026-11-15T19:59:00+11:00', 'before');
    commit('2026-11-15T21:10:00+11:00', 'Add /images/{id}/analysis');
    git(null, 'checkout', '-q', '-b', 'hotfix');
    commit('2026-11-15T10:30:00Z', 'Memoize \u001b[31manalysis');
    git(null, 'checkout', '-q', 'main');
    commit('2026-11-15T22:01:00+11:00', 'after');
    const found = await createGitCommits({ directory }).changes(range, quiet);
    expect(found).toMatchObject({
      kind: 'found',
      items: [
        { at: '2026-11-15T10:30:00.000Z', summary: 'Memoize analysis (Ada Mouser)' },
        { at: '2026-11-15T10:10:00.000Z', ref: expect.stringMatching(/^[0-9a-f]{12}$/) },
      ],
    });
  });

  it('are twenty at most', async () => {
    git(null, 'init', '-q', '-b', 'main');
    for (let at = 10; at < 35; at += 1) commit(`2026-11-15T21:${at}:00+11:00`, `c${at}`);
    const found = await createGitCommits({ directory }).changes(range, quiet);
    expect(found).toMatchObject({
      kind: 'found',
      items: { length: 20, 0: { summary: expect.stringContaining('c34') } },
    });
  });

  it('are none in a repository without commits', async () => {
    git(null, 'init', '-q', '-b', 'main');
    expect(await createGitCommits({ directory }).changes(range, quiet)).toEqual({
      kind: 'found',
      items: [],
    });
  });

  it.each([
    ['where there is no repository', {}, /is not a git repository/],
    ['where there is no git', { git: '/nowhere/git' }, /is not there/],
    ['where there is no directory', { directory: '/nowhere/at/all' }, /is not there/],
  ])('are said to be absent %s', async (_, given, reason) => {
    const found = await createGitCommits({ directory, ...given }).changes(range, quiet);
    expect(found).toEqual({ kind: 'absent', reason: expect.stringMatching(reason) });
  });

  it('are not waited for: neither a git that hangs nor one that is told to stop', async () => {
    const slow = join(directory, 'slow-git');
    await writeFile(slow, '#!/bin/sh\nexec sleep 30\n', { mode: 0o755 });
    const hung = createGitCommits({ directory, git: slow, timeoutMs: 200 });
    expect(await hung.changes(range, quiet)).toEqual({
      kind: 'absent',
      reason: 'git did not answer in time.',
    });
    const stopped = createGitCommits({ directory, git: slow }).changes(
      range,
      AbortSignal.timeout(50),
    );
    expect(await stopped).toEqual({ kind: 'absent', reason: 'Looking at commits was stopped.' });
  });
});
