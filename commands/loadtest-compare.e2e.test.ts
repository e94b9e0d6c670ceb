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
const apis: LoopbackApi[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'catops-compare-'));
  await writeFile(join(dir, 'things.yaml'), scenario);
});
afterAll(async () => {
  await Promise.all(apis.map((api) => api.close()));
  await rm(dir, { recursive: true, force: true });
});

async function open(): Promise<LoopbackApi> {
  const api = await startLoopbackApi();
  apis.push(api);
  return api;
}

function catops(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { PATH: process.env['PATH'], HOME: dir, CATOPS_DIAGNOSTICS_TOKEN: loopbackToken };
  const command = [resolve('dist/catops.js'), 'loadtest', ...args];
  return new Promise((done) => {
    execFile(process.execPath, command, { cwd: dir, env }, (error, out, err) => {
      done({ code: Number(error?.code ?? 0), out, err });
    });
  });
}

const load = ({ url }: LoopbackApi, ...args: readonly string[]) =>
  catops('things.yaml', '--target', url, ...args);

it.concurrent('compares two runs that were kept: what is counted, and not what is timed', async () => {
  const api = await open();
  expect((await load(api, '--out', 'kept/main.json')).code).toBe(0);
  api.faults.uncached = ['GET /v1/things'];
  expect((await load(api, '--out', 'mine.json')).code).toBe(10);
  const { code, out } = await catops('compare', 'kept/main.json', 'mine.json');
  expect(code, out).toBe(10);
  expect(out).toMatch(/WORSE\s+GET \/v1\/things: queries a request 1\.00, base 0\.\d+\./);
  expect(out.replaceAll(/\s+/g, ' ')).toContain('a difference of their times shows nothing');
  expect((await catops('compare', 'mine.json', 'mine.json')).code).toBe(0);
});

it.concurrent('says in one sentence that the command of a base is no API', async () => {
  const { code, err } = await load(await open(), '--baseline', 'echo no such release >&2; exit 3');
  expect(code).toBe(5);
  expect(err).toContain(
    'catops: --baseline: the command is no API: it ended (exit 3): no such release.',
  );
});
