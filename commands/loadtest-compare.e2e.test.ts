import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LoopbackApi, loopbackToken, startLoopbackApi } from '../src/testing/loopback-api.js';

const scenario = `name: things
routes:
  GET /v1/things:
phases:
  - { name: steady, rate: 60/s, for: 1s }
excuse:
  - { route: "GET /v1/things/{thing_id}", reason: Not of interest. }
`;

let dir: string;
let api: LoopbackApi;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'catops-compare-'));
  api = await startLoopbackApi();
  await writeFile(join(dir, 'things.yaml'), scenario);
});
afterAll(async () => {
  await api.close();
  await rm(dir, { recursive: true, force: true });
});

function catops(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { PATH: process.env['PATH'], HOME: dir, CATOPS_DIAGNOSTICS_TOKEN: loopbackToken };
  const command = [resolve('dist/catops.js'), 'loadtest', ...args];
  return new Promise((done) => {
    execFile(process.execPath, command, { cwd: dir, env }, (error, out, err) => {
      done({ code: Number(error?.code ?? 0), out, err });
    });
  });
}

const load = (...args: readonly string[]) => catops('things.yaml', '--target', api.url, ...args);

it('compares two runs that were kept: what is counted, and not what is timed', async () => {
  expect((await load('--out', 'kept/main.json')).code).toBe(0);
  api.faults.uncached = ['GET /v1/things'];
  expect((await load('--out', 'mine.json')).code).toBe(10);
  const { code, out } = await catops('compare', 'kept/main.json', 'mine.json');
  expect(code, out).toBe(10);
  expect(out).toMatch(/WORSE\s+GET \/v1\/things: queries a request 1\.00, base 0\.\d+\./);
  expect(out.replaceAll(/\s+/g, ' ')).toContain('a difference of their times shows nothing');
  expect((await catops('compare', 'mine.json', 'mine.json')).code).toBe(0);
});

it('says in one sentence that the command of a base is no API', async () => {
  const { code, err } = await load('--baseline', 'echo no such release >&2; exit 3');
  expect(code).toBe(5);
  expect(err).toContain(
    'catops: --baseline: the command is no API: it ended (exit 3): no such release.',
  );
});

it('says that a run could not be kept, and keeps its verdict', async () => {
  api.faults.uncached = [];
  const { code, out } = await load('--out', 'things.yaml/run.json');
  expect(code).toBe(0);
  expect(out.replaceAll(/\s+/g, ' ')).toContain(
    'The run could not be stored: things.yaml/run.json',
  );
});
