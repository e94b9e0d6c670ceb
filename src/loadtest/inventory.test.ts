import { expect, it } from 'vitest';
import { readInventory } from './inventory.js';

const read = (paths: object) =>
  readInventory(JSON.stringify({ openapi: '3.1.0', paths }), 'http://a/openapi.json');

it('lists the operations of a document, and nothing that is none', () => {
  const found = read({ '/v1/a': { get: {}, post: null, parameters: [], 'x-get': {} } });
  expect([...found]).toEqual([
    ['GET /v1/a', null],
    ['POST /v1/a', null],
  ]);
});

it.each([[{}], [{ '/v1/a': {} }], [{ '/v1/a': { summary: 'none' } }]])(
  'refuses a document without routes, of which nothing could be uncovered: %j',
  (paths) => {
    expect(() => read(paths)).toThrow('http://a/openapi.json names no route.');
  },
);

it.each(['', '[]', 'null', '{"openapi":"3.1.0"}', '{"openapi":"3.1.0","paths":[]}'])(
  'refuses what is no document: %s',
  (text) => {
    expect(() => readInventory(text, 'http://a/openapi.json')).toThrow(
      'is not an OpenAPI document with paths',
    );
  },
);
