import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LoadtestReport } from '../src/contracts/loadtest-report.js';
import { copyData, copyPreparedData } from '../src/testing/prepared-data.js';
import { childrenOf, gone } from './testing/processes.js';

const program = resolve('dist/catops.js');
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'catops-loadtest-'));
  // Where the command keeps the data of the API that it starts.
  await copyPreparedData(join(dir, 'data', 'loadtest'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<{ exit: number | null; out: string; err: string }>;
  /** Resolves when standard error holds the text. */
  said(text: string): Promise<void>;
}

/** A data directory of its own: some of these tests run two at a time. */
function environment(): NodeJS.ProcessEnv {
  const own = mkdtempSync(join(dir, 'own-'));
  copyData(join(dir, 'data'), join(own, 'data'));
  return { PATH: process.env['PATH'], HOME: own, CATOPS_DATA_DIR: join(own, 'data') };
}

function start(...args: string[]): Run {
  const child = spawn(process.execPath, [program, 'loadtest', ...args], { env: environment() });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  const ended = new Promise<{ exit: number | null; out: string; err: string }>((done) => {
    child.once('close', (exit) => done({ exit, out, err }));
  });
  const said = (text: string) =>
    new Promise<void>((done, fail) => {
      const look = () => err.includes(text) && done();
      child.stderr.on('data', look);
      child.once('close', () => fail(new Error(`It ended without saying "${text}":\n${err}`)));
      look();
    });
  return { child, ended, said };
}

async function report(
  ...args: string[]
): Promise<{ exit: number | null; report: LoadtestReport; err: string }> {
  const { exit, out, err } = await start('--json', ...args).ended;
  expect(out, err).toMatch(/^\{/);
  return { exit, report: JSON.parse(out), err };
}

const readRoutes = [
  'GET /v1/images/search',
  'GET /v1/images/{image_id}',
  'GET /v1/images/{image_id}/analysis',
  'GET /v1/images/{image_id}/breeds',
  'GET /v1/breeds',
  'GET /v1/breeds/{breed_id}',
  'GET /v1/breeds/search',
  'GET /v1/categories',
];

describe('a load test of the API as it is', () => {
  it('passes, covers every route, and finds no route that asks the database', async () => {
    const [junit, html, md] = ['xml', 'html', 'md'].map((kind) => join(dir, `whole.${kind}`));
    const files = ['--junit', junit, '--html', html, '--md', md].map(String);
    const { exit, report: seen, err } = await report(...files);
    expect(seen.failures, err).toEqual([]);
    expect([exit, seen.verdict, seen.schema]).toEqual([0, 'pass', 'catops.loadtest/v1']);
    const routes = new Map(seen.routes.map((each) => [each.route as string, each]));
    for (const route of readRoutes) {
      expect(routes.get(route)?.dbQueriesPerRequest, route).toBeLessThan(0.05);
      expect(routes.get(route)?.errors, route).toBe(0);
    }
    const { sent, answered, lost, timeouts, discarded, inFlight } = seen.totals;
    expect(sent).toBe(answered + lost + timeouts + discarded + inFlight);
    const cases = readFileSync(String(junit), 'utf8').match(/<testcase /g) ?? [];
    expect(cases).toHaveLength(1 + seen.checks.length + seen.excused.length);
    expect(readFileSync(String(html), 'utf8')).toMatch(
      /<h1>Load test default: PASS<\/h1>[\s\S]*<svg /,
    );
    expect(readFileSync(String(md), 'utf8')).toMatch(/^### Load test default: PASS\n/);
  });

  it('gives the verdict as text, with no colour where there is no terminal', async () => {
    // Of a full disk, of which Linux has one ready, it takes nothing but the file.
    const full = existsSync('/dev/full') ? ['--out', '/dev/full'] : [];
    const { exit, out } = await start('--duration', '2s', ...full).ended;
    expect(exit).toBe(full.length > 0 ? 7 : 0);
    expect(out).toMatch(/^PASS: /m);
    expect(out.includes('could not be stored')).toBe(full.length > 0);
    expect(out).toMatch(/GET \/v1\/images\/\{image_id\}\/analysis/);
    expect(out).not.toContain('\u001b');
  });
});

// What follows is judged by counts, which a busy machine does not move: some at a time.
describe.concurrent('the load of 15 November 2018', () => {
  const analysis = 'GET /v1/images/{image_id}/analysis';

  it('fails the API as it was, by rules that know nothing of each other, for that route alone', async () => {
    const { exit, report: seen } = await report(
      ...['november-2018', '--lessons', 'off', '--duration', '4s'],
    );
    expect([exit, seen.verdict]).toEqual([10, 'fail']);
    expect(seen.failures.map(({ rule, route }) => [rule, route])).toEqual(
      ['uncached', 'threshold', 'stampede', 'rate-limit-present'].map((rule) => [rule, analysis]),
    );
    expect(seen.failures[0]).toMatchObject({
      observed: expect.stringMatching(/^1\.00 queries a request, 1\.00 each further one/),
      runbook: 'runbooks/uncached-route.md',
    });
  });

  it('passes the API as it is, with every rule', async () => {
    const { exit, report: seen, err } = await report('november-2018', '--duration', '4s');
    expect([exit, seen.failures], err).toEqual([0, []]);
    // Of probation there is something to see while a route is young.
    const looked = new Set(seen.checks.map(({ rule }) => rule).filter((it) => it !== 'probation'));
    expect([...looked]).toEqual([
      ...['uncached', 'coverage', 'threshold'],
      ...['stampede', 'cache-key-bypass', 'isolation', 'rate-limit-present'],
    ]);
  });
});

describe.concurrent('a load test of the API with one cache removed', () => {
  // What is sent after the load has its own tests; seven times it would take long.
  const quick = join(tmpdir(), `catops-quick-${process.pid}.yaml`);
  beforeAll(async () => {
    const text = await readFile('loadtests/default.yaml', 'utf8');
    await writeFile(quick, text.replace(/^rules: .*$/m, '').replace('for: 3s', 'for: 1s'));
  });
  afterAll(() => rm(quick));

  it.each(readRoutes)('names %s and no other route', async (route) => {
    const { exit, report: seen } = await report(quick, '--uncache', route, '--duration', '2s');
    expect(exit).toBe(10);
    const named = new Set(seen.failures.map((failure) => failure.route));
    expect([...named], JSON.stringify(seen.failures)).toEqual([route]);
    expect(seen.failures.map(({ rule }) => rule)).toContain('uncached');
  });

  it('refuses a route that does not exist, or that has no cache, and lists those that have one', async () => {
    for (const route of ['GET /v1/nope', 'GET /health/live', 'GET /images/{file}']) {
      const { exit, err } = await start('--uncache', route).ended;
      expect(exit, route).toBe(2);
      expect(err).toContain('GET /v1/breeds/{breed_id}');
    }
  });
});

describe.concurrent('a load test that is stopped', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s reports what it measured and leaves nothing running',
    async (signal) => {
      const junit = join(dir, `${signal}.xml`);
      const run = start('--json', '--junit', junit);
      await run.said('Phase 2/');
      const started = childrenOf(run.child.pid);
      expect(started.length).toBeGreaterThan(1);
      run.child.kill(signal);
      const { exit, out } = await run.ended;
      expect(exit).toBe(130);
      expect(JSON.parse(out)).toMatchObject({
        schema: 'catops.loadtest/v1',
        verdict: 'interrupted',
      });
      expect(readFileSync(junit, 'utf8')).toContain('<error type="interrupted"');
      await gone(started);
    },
  );

  it('during the start leaves nothing running', async () => {
    const run = start();
    while (childrenOf(run.child.pid).length < 2) await new Promise((done) => setTimeout(done, 5));
    const started = childrenOf(run.child.pid);
    run.child.kill('SIGINT');
    expect((await run.ended).exit).toBe(130);
    await gone(started);
  });

  it('by SIGKILL leaves no API behind', async () => {
    const run = start();
    await run.said('Phase 1/');
    const started = childrenOf(run.child.pid);
    run.child.kill('SIGKILL');
    await run.ended;
    await gone(started);
  });
});

describe.concurrent('a load test of an API that', () => {
  it('refuses connections ends with 5 and one sentence', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const url = `http://127.0.0.1:${(free.address() as AddressInfo).port}`;
    free.close();
    await once(free, 'close');
    const { exit, out, err } = await start('--target', url).ended;
    expect([exit, out]).toEqual([5, '']);
    expect(err).toContain(`catops: ${url} does not answer`);
  });

  it('answers only 503 ends with 10: that is the outage', async () => {
    const ill = createServer((_request, response) =>
      response.writeHead(503).end('Service Unavailable'),
    );
    await new Promise<void>((done) => ill.listen(0, '127.0.0.1', done));
    const { port } = ill.address() as AddressInfo;
    const { exit, report: seen } = await report(
      '--target',
      `http://127.0.0.1:${port}`,
      '--duration',
      '2s',
    );
    ill.close();
    ill.closeAllConnections();
    expect([exit, seen.verdict]).toEqual([10, 'fail']);
    expect(JSON.stringify(seen.failures)).toContain('503');
  });

  it('ends by itself under load says so beside the verdict', async () => {
    const run = start('--json');
    await run.said('Phase 2/');
    const [supervisor] = childrenOf(run.child.pid);
    process.kill(supervisor as number, 'SIGKILL');
    const { exit, out } = await run.ended;
    expect([exit, JSON.parse(out).verdict]).toEqual([10, 'fail']);
    expect(JSON.parse(out).doubts[0]).toContain('ended by itself (SIGKILL)');
  });

  it('cannot write its data ends with 7 and names the directory', async () => {
    const file = join(dir, 'a-file');
    await writeFile(file, '');
    const child = spawn(process.execPath, [program, 'loadtest'], {
      env: { ...environment(), CATOPS_DATA_DIR: file },
    });
    let err = '';
    child.stderr.on('data', (chunk) => (err += String(chunk)));
    const exit = await new Promise((done) => child.once('close', done));
    expect(exit).toBe(7);
    expect(err).toContain(file);
  });
});

describe('a broken scenario', () => {
  it.each([
    ['name: x\nphasess: []\n', /phasess/],
    ['name: x\n  bad: [', /scenario\.yaml:\d+:\d+/],
    ['', /scenario\.yaml/],
  ])('%j is refused with file and reason before anything starts', async (text, reason) => {
    const file = join(dir, 'scenario.yaml');
    await writeFile(file, text);
    const { exit, out, err } = await start(file).ended;
    expect([exit, out]).toEqual([2, '']);
    expect(err).toMatch(reason);
  });

  it('that is a directory or cannot be read is one sentence', async () => {
    const { exit, err } = await start(dir).ended;
    expect(exit).toBe(2);
    expect(err).toContain(dir);
  });
});
