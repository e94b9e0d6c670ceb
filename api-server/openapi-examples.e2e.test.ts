import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyPreparedData } from '../src/testing/prepared-data.js';
import type { OpenApiDocument, Operation } from './http/openapi.js';
import { admin } from './testing/admin-process.js';
import { startSupervisor, type TestSupervisor } from './testing/start-supervisor.js';
import { testDataDir } from './testing/test-store.js';

let dataDir: string;
let remove: () => Promise<void>;
let supervisor: TestSupervisor;
let base: string;
let key: string;
let document: OpenApiDocument;

beforeAll(async () => {
  ({ dataDir, remove } = await testDataDir());
  await copyPreparedData(dataDir);
  ({ key } = (await admin(dataDir, { op: 'key.create', name: 'reader' })) as { key: string });
  const env = { CATOPS_DATA_DIR: dataDir, CATOPS_LIMIT_KEYED: '100000' };
  supervisor = startSupervisor(env);
  ({ url: base } = await supervisor.message('listening'));
  document = (await (await fetch(`${base}/openapi.json`)).json()) as OpenApiDocument;
});
afterAll(async () => {
  supervisor.process.kill('SIGTERM');
  await supervisor.exited;
  await remove();
});

/** Of a path: as it stands in the example, then with each parameter by itself, then with all. */
function examplesOf(path: string, { parameters }: Operation): string[] {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, wanted) => {
    const found = parameters.find(({ name, in: place }) => place === 'path' && name === wanted);
    return encodeURIComponent(String(found?.example));
  });
  const query = parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, example }) => `${name}=${encodeURIComponent(String(example))}`);
  return [filled, ...query.map((one) => `${filled}?${one}`), `${filled}?${query.join('&')}`];
}

it('gives examples that work on a new server: what is made by them is found by them', async () => {
  for (const path of ['/v1/votes', '/v1/favourites']) {
    const content = document.paths[path]?.['post']?.requestBody?.content['application/json'];
    const made = await fetch(`${base}${path}`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify(content?.example),
    });
    expect([path, made.ok]).toEqual([path, true]);
  }
  const urls = Object.entries(document.paths).flatMap(([path, { get }]) =>
    get ? examplesOf(path, get) : [],
  );
  expect(urls.length).toBeGreaterThan(Object.keys(document.paths).length);
  const answers = [];
  for (const url of urls) {
    const { status } = await fetch(`${base}${url}`, { headers: { 'x-api-key': key } });
    answers.push(`${status} ${url}`);
  }
  expect(answers.filter((answer) => !answer.startsWith('200 '))).toEqual([]);
});

it('shows a picture in its examples as the server has it', async () => {
  const content = document.paths['/v1/images/{image_id}']?.['get']?.responses['200']?.content;
  const example = content?.['application/json']?.example as { id: string; url: string };
  const answer = await fetch(`${base}/v1/images/${example.id}`);
  const shown = { ...example, url: `${base}${new URL(example.url).pathname}` };
  expect(await answer.json()).toMatchObject(shown);
});
