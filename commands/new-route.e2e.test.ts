import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LoadtestReport } from '../src/contracts/loadtest-report.js';
import { copyPreparedData } from '../src/testing/prepared-data.js';

// What happened on 14 November 2018, done again to a copy of this program: a developer adds a route
// that asks the database on every request. Without a cache policy it does not compile, as
// api-server/http/route.test.ts proves; here its policy says `never`, with a reason.

const newRoute = 'GET /v1/images/{image_id}/labels';
const known = 'GET /v1/images/{image_id}';

/** What the developer writes, by the end of the file's name. */
const changes: Readonly<Record<string, (text: string) => string>> = {
  'features/images/routes.ts': (text) => `${text}
import { never } from '../../http/route.js';
export const getLabels = route({
  ...getAnalysis,
  path: '/v1/images/{image_id}/labels',
  cache: never('It has to be out by tonight.'),
  limit: 'probation',
});`,
  'features/images/index.ts': (text) =>
    text
      .replaceAll('getAnalysis, getImage,', 'getAnalysis, getImage, getLabels,')
      .replace(
        'bind(getAnalysis, {',
        'bind(getLabels, { load: ({ params }) => service.analysis(params.image_id) }),\n$&',
      ),
  'api-server/catalogue.ts': (text) =>
    text
      .replace('getAnalysis, getImage,', 'getAnalysis, getImage, getLabels,')
      .replace('[\n  searchImages,', '[\n  getLabels,\n  searchImages,'),
};

const developer: Plugin = {
  name: 'developer',
  setup({ onLoad }) {
    onLoad({ filter: /(images\/(routes|index)|catalogue)\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const [, change] = Object.entries(changes).find(([end]) => path.endsWith(end)) ?? [];
      const changed = change?.(text) ?? text;
      if (change && changed === text) throw new Error(`${path} is not what it was.`);
      return { contents: changed, loader: 'ts' };
    });
  },
};

let copy: string;
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'catops-new-route-'));
  await Promise.all([
    cp(resolve('dist'), join(copy, 'dist'), { recursive: true }),
    copyPreparedData(join(copy, 'data', 'loadtest')),
    symlink(resolve('node_modules'), join(copy, 'node_modules')),
  ]);
  await build({
    entryPoints: { worker: 'api-server/worker.ts' },
    outdir: join(copy, 'dist/api-server'),
    ...{ bundle: true, format: 'esm', platform: 'node', packages: 'external' },
    define: { CATOPS_VERSION: '"0.1.0"', CATOPS_COMMIT: '""' },
    plugins: [developer],
    logLevel: 'error',
  });
});
afterAll(() => rm(copy, { recursive: true, force: true }));

/** Tests these routes, excuses all others that the API had before, and gives what failed. */
async function failuresOf(...routes: readonly string[]): Promise<unknown> {
  const file = join(copy, `${routes.length}.yaml`);
  await writeFile(file, await scenarioOf(routes));
  const env = { PATH: process.env['PATH'], HOME: copy, CATOPS_DATA_DIR: join(copy, 'data') };
  const args = [join(copy, 'dist/catops.js'), 'loadtest', file, '--json'];
  const failed = await promisify(execFile)(process.execPath, args, { env }).then(
    () => ({ code: 0, stdout: '{"failures":[]}' }),
    (error: { code: number; stdout: string }) => error,
  );
  const { failures } = JSON.parse(failed.stdout) as LoadtestReport;
  return [failed.code, failures.map(({ rule, route, runbook }) => [rule, route, runbook])];
}

async function scenarioOf(routes: readonly string[]): Promise<string> {
  const { paths } = JSON.parse(await readFile('api-server/openapi.json', 'utf8')) as {
    paths: Record<string, object>;
  };
  const before = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  return JSON.stringify({
    name: 'new-route',
    feeds: { image_id: { from: { get: '/v1/images/search?limit=8', field: 'id', count: 8 } } },
    routes: Object.fromEntries(routes.map((route) => [route, null])),
    excuse: before
      .filter((route) => !routes.includes(route))
      .map((route) => ({ route, reason: 'Another test has it.' })),
    phases: [
      { name: 'warm-up', rate: '20/s', for: '1s', measure: false },
      { name: 'steady', rate: '50/s', for: '1s' },
    ],
    thresholds: ['errors < 0.5%'],
    coverage: { minimum: 10 },
  });
}

describe('a developer who adds a route that is not cached', () => {
  it('is stopped by coverage when no scenario knows it', async () => {
    expect(await failuresOf(known)).toEqual([10, [['coverage', newRoute, null]]]);
  });

  it('is stopped by what it costs when a scenario does', async () => {
    const runbook = 'runbooks/uncached-route.md';
    expect(await failuresOf(known, newRoute)).toEqual([10, [['uncached', newRoute, runbook]]]);
  });
});
