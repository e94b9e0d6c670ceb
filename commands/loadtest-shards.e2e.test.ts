import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LoadtestReport } from '../src/contracts/loadtest-report.js';
import { type LoopbackApi, loopbackToken, startLoopbackApi } from '../src/testing/loopback-api.js';

const scenario = `name: things
feeds:
  thing_id: { list: [a, b, c, d] }
routes:
  GET /v1/things:
  GET /v1/things/{thing_id}: { weight: 2 }
phases:
  - { name: warm-up, rate: 21/s, for: 1s, measure: false }
  - { name: steady, rate: 97/s, for: 1s }
thresholds:
  - errors < 1%
`;

let dir: string;
let api: LoopbackApi;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'catops-shards-'));
  api = await startLoopbackApi();
  await writeFile(join(dir, 'things.yaml'), scenario);
});
afterAll(async () => {
  await api.close();
  await rm(dir, { recursive: true, force: true });
});

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function catops(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const command = [resolve('dist/catops.js'), 'loadtest', ...args];
  const options = {
    cwd: dir,
    env: {
      PATH: process.env['PATH'],
      HOME: dir,
      CATOPS_LOADTEST_KEYS: 'a,b,c',
      CATOPS_DIAGNOSTICS_TOKEN: loopbackToken,
      ...env,
    },
  };
  return new Promise((done) => {
    execFile(process.execPath, command, options, (error, out, err) => {
      done({ code: Number(error?.code ?? 0), out, err });
    });
  });
}

it('sends one load from three machines, and judges it once', async () => {
  const startAt = new Date(Date.now() + 1500).toISOString();
  const shards = [0, 1, 2].map((index) =>
    catops(['things.yaml', '--target', api.url, '--shard', 'auto', '--start-at', startAt], {
      CIRCLE_NODE_INDEX: String(index),
      CIRCLE_NODE_TOTAL: '3',
    }),
  );
  for (const { code, err } of await Promise.all(shards)) expect(code, err).toBe(0);
  const files = (await readdir(dir)).filter((name) => name.endsWith('.json')).sort();
  expect(files).toEqual([0, 1, 2].map((index) => `loadtest-things-shard-${index}-of-3.json`));

  const { code, out, err } = await catops(['merge', '--json', ...files.toReversed()]);
  expect(code, `${out}${err}`).toBe(0);
  const report: LoadtestReport = JSON.parse(out);
  expect([report.verdict, report.totals.sent, report.totals.answered]).toEqual(['pass', 97, 97]);
  expect(report.routes.map(({ requests }) => requests)).toEqual([32, 65]);
  // Together they sent the load of one, to the last request.
  expect(api.requestsByKey.get('a')).toBe(21 + 97);

  const [first = '', second = '', third = ''] = files;
  const whole = await readFile(join(dir, first), 'utf8');
  await writeFile(join(dir, 'cut.json'), whole.slice(0, whole.length / 2));
  await writeFile(join(dir, 'newer.json'), whole.replace('loadtest-run/v1', 'loadtest-run/v2'));
  const refusals: readonly (readonly [readonly string[], number, string])[] = [
    [[first, third], 11, `catops: 1 of 3 shards missing (1/3)`],
    [['cut.json', second, third], 2, 'catops: cut.json is no stored load test: it is not whole'],
    [['newer.json', second, third], 7, 'catops: newer.json was written by a newer catops'],
  ];
  await Promise.all(
    refusals.map(async ([names, exit, sentence]) => {
      const refused = await catops(['merge', ...names]);
      expect([refused.code, refused.out], refused.err).toEqual([exit, '']);
      expect(refused.err).toContain(sentence);
    }),
  );
});
