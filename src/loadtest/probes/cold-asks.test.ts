import { expect, it } from 'vitest';
import type { TargetReader } from '../ports.js';
import { seededRandom } from '../random.js';
import { readScenario } from '../read-scenario.js';
import { findColdAsks } from './cold-asks.js';

const openApi = {
  paths: {
    '/v1/breeds': {
      get: {
        parameters: [
          { name: 'q', in: 'query', schema: { type: 'string' } },
          { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 4 } },
        ],
      },
    },
  },
};

const answers: Readonly<Record<string, unknown>> = {
  '/v1/ids': ['a', 'b', 'c', 'd'].map((id) => ({ id })),
  '/openapi.json': openApi,
};

async function coldAsksOf(target: TargetReader['get']) {
  const read = readScenario({
    name: 'cold',
    feeds: { id: { from: { get: '/v1/ids', field: 'id', count: 2 } }, word: { list: ['x'] } },
    routes: {
      'GET /v1/images/{id}': null,
      'GET /v1/breeds': { query: { limit: 2 } },
      'GET /v1/search': { query: { q: '{word}' } },
    },
    phases: [{ name: 'steady', rate: '10/s', for: '1s' }],
  });
  if (!('scenario' in read)) throw new Error(JSON.stringify(read.faults));
  const deps = { target: { get: target }, random: seededRandom(1) };
  const { signal } = new AbortController();
  const place = () => ({ line: 1, column: 1, path: '', message: '' });
  const about = { file: 'cold.yaml', text: '', hash: '', secrets: [], locate: () => '', place };
  const file = { ...about, ...read };
  const coldAsks = await findColdAsks(deps, file, {}, signal);
  const asked = ['/v1/images/a', '/v1/images/b', '/v1/breeds?limit=2', '/v1/search?q=x'];
  return read.scenario.routes.map((route) =>
    coldAsks(
      route,
      asked.map((path) => ({ path })),
    )
      .map(({ path }) => path)
      .sort(),
  );
}

it('finds paths that the load leaves out: more of a feed, or another number', async () => {
  const get: TargetReader['get'] = async (path) => {
    return { status: 200, text: JSON.stringify(answers[path]) };
  };
  expect(await coldAsksOf(get)).toEqual([
    ['/v1/images/c', '/v1/images/d'],
    ['/v1/breeds?limit=1', '/v1/breeds?limit=3', '/v1/breeds?limit=4'],
    [],
  ]);
});

it('finds none where the target does not answer', async () => {
  const get: TargetReader['get'] = async (path) => {
    if (path === '/openapi.json') throw new Error('gone');
    return { status: 503, text: 'ill' };
  };
  expect(await coldAsksOf(get)).toEqual([[], [], []]);
});
