import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secondsOf } from '../../loadtest/scale-phases.js';
import { createScenarioSource } from './scenario-source.js';

let directory: string;
const text = 'name: one\nroutes: { GET /: }\nphases: [{ name: p, rate: 1/s, for: 1s }]\n';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'catops-scenarios-'));
  await writeFile(join(directory, 'one.yaml'), text);
  await writeFile(join(directory, 'notes.md'), '');
  await writeFile(join(directory, 'huge.yaml'), `# ${'x'.repeat(2_000_000)}`);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const load = (name: string) =>
  createScenarioSource({ directory, cwd: directory, env: {} }).load(name);

it('finds a scenario by name and by path', async () => {
  for (const name of ['one', './one.yaml', join(directory, 'one.yaml')]) {
    expect(await load(name)).toMatchObject({ file: 'one.yaml', scenario: { name: 'one' } });
  }
});

it.each([
  ['two', 'There is no scenario "two"; these exist: huge, one.'],
  ['./two.yaml', 'There is no scenario "./two.yaml"; these exist: huge, one.'],
  ['.', 'the scenario cannot be read: it is not a file'],
  ['/dev/zero', 'the scenario cannot be read: it is not a file'],
  ['huge', 'larger than'],
])('refuses "%s" in one sentence', async (name, message) => {
  await expect(load(name)).rejects.toMatchObject({
    code: 'scenario-invalid',
    message: expect.stringContaining(message),
  });
});

const outside = `name: outside
keys: '\${env:KEYS}'
feeds:
  id: { csv: data/ids.csv, column: id }
  name: { json: data/names.json }
routes: { 'GET /{id}/{name}': { query: { q: '\${env:Q:-cat}' } } }
phases: [{ name: p, rate: 1/s, for: 1s }]
`;

describe('a scenario with files and the environment', () => {
  beforeAll(async () => {
    await mkdir(join(directory, 'data'));
    await writeFile(join(directory, 'outside.yaml'), outside);
    await writeFile(join(directory, 'data', 'ids.csv'), 'id,size\n7,small\n8,big\n');
    await writeFile(join(directory, 'data', 'names.json'), '["a","b"]');
  });
  // From another directory than the scenario's: its files lie beside it.
  const open = (env: Record<string, string>) =>
    createScenarioSource({ directory, cwd: tmpdir(), env });

  it('is ready for a run when all is there', async () => {
    const source = open({ KEYS: 'one,two' });
    const file = await source.fill(await source.load('outside'));
    expect(file.secrets).toEqual(['one,two', 'one', 'two']);
    expect(file.scenario).toMatchObject({
      keys: ['one', 'two'],
      feeds: { id: { values: ['7', '8'] }, name: { values: ['a', 'b'] } },
      routes: [{ query: { q: 'cat' } }],
    });
    expect(file.text).not.toContain('one');
  });

  it('is refused when a variable is not set, which checking it only mentions', async () => {
    const source = open({});
    await expect(source.fill(await source.load('outside'))).rejects.toMatchObject({
      code: 'scenario-invalid',
      message: expect.stringContaining('KEYS is not set in the environment'),
    });
    expect(await source.inspect('outside')).toMatchObject({ faults: [], missing: ['KEYS'] });
  });

  it('says where the scenario names a file that is wrong, and all that is', async () => {
    await writeFile(join(directory, 'wrong.yaml'), outside.replace('ids.csv', 'none.csv'));
    await writeFile(join(directory, 'data', 'names.json'), new Uint8Array([0x5b, 0xff, 0x5d]));
    const { faults } = await open({ KEYS: 'k' }).inspect('wrong');
    expect(faults).toEqual([
      {
        line: 4,
        column: 14,
        path: 'feeds.id.csv',
        message: 'data/none.csv: there is no such file',
      },
      {
        line: 5,
        column: 17,
        path: 'feeds.name.json',
        message: 'data/names.json: it is not UTF-8 text',
      },
    ]);
  });
});

it('reads the default scenario, which takes about a quarter of a minute', async () => {
  const source = createScenarioSource({
    directory: resolve('loadtests'),
    cwd: resolve('.'),
    env: {},
  });
  const { scenario } = await source.load('default');
  expect(secondsOf(scenario.phases)).toBeLessThanOrEqual(16);
  expect(scenario.phases[0]?.measured).toBe(false);
});
