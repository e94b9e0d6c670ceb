import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTestHost } from '../../src/testing/test-host.js';
import { installAnalysis } from './analysis-install.js';
import type { Wiring } from './wiring.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'catops-install-'));
  await mkdir(join(root, 'packages'));
  await mkdir(join(root, 'bin'));
  for (const name of ['package.json', 'package-lock.json']) {
    await writeFile(join(root, 'packages', name), `{"of":"${name}"}`);
  }
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Installs with a program in the place of npm. */
async function install(npm: string, given: { installed?: 'no' | 'other'; dryRun?: boolean } = {}) {
  const { installed = 'no', dryRun = false } = given;
  const file = join(root, 'bin', 'npm');
  await writeFile(file, `#!/bin/sh\n${npm}\n`);
  await chmod(file, 0o755);
  const asked: unknown[] = [];
  const directory = join(root, 'analysis');
  const admin = async (_dataDir: string, request: { readonly op: string }) => {
    asked.push(request);
    const packages = join(root, 'packages');
    if (request.op !== 'analysis.status') return { queued: 3 };
    return { analyser: 'embedded', installed, directory, packages, notAnalysed: 3 };
  };
  const wiring = { dataDir: () => root, admin: admin as unknown as Wiring['admin'] };
  const host = createTestHost({ argv: [], env: { PATH: `${join(root, 'bin')}:/usr/bin:/bin` } });
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  const reply = await installAnalysis({ host, wiring, dryRun, say }).catch((error) => error);
  return { asked, host, reply, said };
}

const inRoot = async () => (await readdir(root)).sort();

it('installs what ships without running any script, and has what waits analysed', async () => {
  const { asked, reply, host, said } = await install(
    'echo "$@"; echo "$(cat package.json)" > made',
  );
  expect(host.err()).toBe('ci --ignore-scripts --no-audit --no-fund --omit=dev\n');
  expect([await inRoot(), (await readdir(join(root, 'analysis'))).sort()]).toEqual([
    ['analysis', 'bin', 'packages'],
    ['installed-lock.json', 'made', 'package-lock.json', 'package.json'],
  ]);
  expect(await readFile(join(root, 'analysis', 'made'), 'utf8')).toBe('{"of":"package.json"}\n');
  expect(asked.at(-1)).toEqual({ op: 'image.analyse', id: null, dryRun: false });
  expect([reply.exit, reply.data.queued]).toEqual(['ok', 3]);
  // Before anything is fetched.
  expect(said[0]).toContain('human faces: MediaPipe BlazeFace (Apache-2.0)');
  expect(said[0]).toContain('none found at its makers');
  expect(said[1]).toContain('Installing');
});

it('leaves what was there when npm fails, and nothing beside it', async () => {
  await mkdir(join(root, 'analysis'));
  await writeFile(join(root, 'analysis', 'old'), '');
  const { reply, asked } = await install('echo no network >&2; exit 1', { installed: 'other' });
  expect(reply).toMatchObject({ code: 'vendor-unreachable' });
  expect([await inRoot(), await readdir(join(root, 'analysis')), asked.length]).toEqual([
    ...[['analysis', 'bin', 'packages'], ['old'], 1],
  ]);
});

it('says what it would do, and does nothing', async () => {
  const { reply, asked } = await install('exit 1', { dryRun: true });
  expect(reply.text()).toMatch(
    /^Would run npm ci --ignore-scripts .* the 3 pictures that wait\.$/m,
  );
  expect(reply.text()).toContain('what is explicit: NSFWJS MobileNetV2 (MIT)');
  expect([await inRoot(), asked.length]).toEqual([['bin', 'packages'], 1]);
});
