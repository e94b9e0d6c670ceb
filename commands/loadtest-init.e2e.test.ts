import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';

// An API that is not ours: other paths, other names, lists in envelopes, no policies, no example.
const item = (properties: Record<string, unknown>) => ({
  content: { 'application/json': { schema: { type: 'object', properties } } },
});
const reply = (properties: Record<string, unknown> = {}) => ({
  responses: { 200: { description: 'ok', ...item(properties) } },
});
const param = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string' } });
const document = {
  openapi: '3.0.3',
  info: { title: 'Zoo of others', version: '7' },
  servers: [{ url: '/v3' }],
  paths: {
    '/zoos': { get: reply({ zoos: { type: 'array' } }), post: { responses: { 201: {} } } },
    '/zoos/{zooId}': { parameters: [{ $ref: '#/components/parameters/Zoo' }], get: reply() },
    '/zoos/{zooId}/animals': {
      get: { parameters: [{ $ref: '#/components/parameters/Zoo' }], ...reply() },
    },
    '/zoos/{zooId}/animals/{animal}': {
      parameters: [{ $ref: '#/components/parameters/Zoo' }, param('animal')],
      get: reply(),
      patch: { responses: { 200: {} } },
    },
    '/me': { get: reply() },
    '/old': { get: reply() },
  },
  components: { parameters: { Zoo: param('zooId') } },
};
const zoos = ['berlin', 'wien'];
const answers: Readonly<Record<string, [number, unknown]>> = {
  '/v3/zoos': [200, { total: 2, zoos: zoos.map((zooId) => ({ zooId })) }],
  ...Object.fromEntries(
    zoos.flatMap((zoo) => [
      [`/v3/zoos/${zoo}`, [200, { zoo }]],
      [`/v3/zoos/${zoo}/animals`, [200, [{ id: `${zoo}-1` }, { id: `${zoo}-2` }]]],
      [`/v3/zoos/${zoo}/animals/${zoo}-1`, [200, {}]],
      [`/v3/zoos/${zoo}/animals/${zoo}-2`, [200, {}]],
    ]),
  ),
  '/v3/me': [401, {}],
  '/v3/old': [404, {}],
  '/v3/spec': [200, document],
};
const odd: string[] = [];
const server = createServer((request, response) => {
  const found = answers[request.url ?? ''];
  if (request.url === '/docs/api.yaml') response.end(stringify(document));
  else if (request.method !== 'GET' || found === undefined) {
    odd.push(`${request.method} ${request.url}`);
    response.writeHead(400).end();
  } else response.writeHead(found[0]).end(JSON.stringify(found[1]));
});

let dir: string;
let url: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'catops-init-'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(dir, { recursive: true, force: true });
});

function catops(...args: string[]): Promise<{ exit: number; out: string; err: string }> {
  const env = { PATH: process.env['PATH'], HOME: dir };
  const program = resolve('dist/catops.js');
  return new Promise((done) => {
    const argv = [program, 'loadtest', ...args];
    execFile(process.execPath, argv, { cwd: dir, env }, (error, out, err) => {
      done({ exit: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

it('makes a scenario of an API that is not ours which passes the first time', async () => {
  const made = await catops('init', '--openapi', `${url}/v3/spec`);
  expect([made.exit, made.err]).toEqual([0, '']);
  expect(made.out).toContain('4 routes to test, 4 excused');
  expect(made.out).toContain(`catops loadtest zoo-of-others --target ${url}/v3`);
  const text = await readFile(join(dir, 'loadtests', 'zoo-of-others.yaml'), 'utf8');
  expect(text).toContain('openapi: "/spec"');
  const again = await catops('init', '--openapi', `${url}/v3/spec`);
  expect([again.exit, again.err]).toEqual([2, expect.stringContaining('is there already')]);
  expect((await catops('validate')).exit).toBe(0);
  const run = await catops(
    ...['zoo-of-others', '--target', `${url}/v3`, '--duration', '2s', '--json'],
  );
  expect([run.exit, JSON.parse(run.out).failures]).toEqual([0, []]);
  expect(odd).toEqual([]);
});

it('keeps a document beside the scenario that the API does not have as JSON', async () => {
  const made = await catops('init', 'copied', '--openapi', `${url}/docs/api.yaml`);
  expect([made.exit, made.err]).toEqual([0, '']);
  expect(await readdir(join(dir, 'loadtests'))).toContain('copied.openapi.json');
  const checked = await catops('validate', 'copied');
  expect([checked.exit, checked.err]).toEqual([0, '']);
});

it('believes a file where no API is named, and writes nothing when it is only tried', async () => {
  await writeFile(join(dir, 'api.json'), JSON.stringify(document));
  const tried = await catops('init', 'tried', '--openapi', 'api.json', '--dry-run');
  expect(tried.out).toContain('openapi: "../api.json"');
  expect(await readdir(join(dir, 'loadtests'))).not.toContain('tried.yaml');
  const missing = await catops('init', '--openapi', 'none.json');
  expect([missing.exit, missing.err]).toEqual([
    2,
    expect.stringContaining('there is no such file'),
  ]);
  const nothing = await catops('init');
  expect([nothing.exit, nothing.err]).toEqual([2, expect.stringContaining('No OpenAPI document')]);
});
