import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { scenarioJsonSchema, schemaLine } from './scenario-json-schema.js';

const validate = new Ajv({ strict: false }).compile(scenarioJsonSchema());
const files = readdirSync('loadtests').filter((file) => file.endsWith('.yaml'));

it.each(files)('takes loadtests/%s, which names the schema to an editor', (file) => {
  const text = readFileSync(`loadtests/${file}`, 'utf8');
  expect([validate(parse(text)), validate.errors]).toEqual([true, null]);
  expect(text.split('\n', 1)[0]).toBe(schemaLine);
});

const good = `name: good
feeds: { id: { csv: ids.csv, column: id, pick: zipf, seed: 7 } }
keys: one,two
routes:
  GET /v1/things/{id}:
  POST /v1/things: { body: { json: { a: [1] } }, expect: { status: 201, body: { has: [id] } } }
phases: [{ name: p, rate: 20/s -> 40/s, for: 10s }]
thresholds: [errors < 1%, { expr: lost == 0, level: warn }]
`;

it('takes a scenario with everything in it', () => {
  expect([validate(parse(good)), validate.errors]).toEqual([true, null]);
});

it.each([
  ['an unknown key', 'name: good', 'name: good\nphase: []'],
  ['an unknown key of a route', 'expect:', 'except:'],
  ['a route without method', 'GET /v1/things/{id}:', '/v1/things/{id}:'],
  ['a feed of two sources', 'csv: ids.csv,', 'csv: ids.csv, list: [a],'],
  ['a body of two kinds', 'json: { a: [1] }', 'json: {}, text: x'],
  ['an unknown pick', 'pick: zipf', 'pick: often'],
  ['a status that is none', 'status: 201', 'status: 2xx'],
  ['no phase', /phases:.*\n/, 'phases: []\n'],
] as const)('marks %s', (_what, from, to) => {
  expect(validate(parse(good.replace(from, to)))).toBe(false);
});
