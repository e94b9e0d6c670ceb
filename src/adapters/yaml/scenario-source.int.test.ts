import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
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

const load = (name: string) => createScenarioSource({ directory, cwd: directory }).load(name);

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

it('reads the default scenario, which takes about a quarter of a minute', async () => {
  const source = createScenarioSource({ directory: resolve('loadtests'), cwd: resolve('.') });
  const { scenario } = await source.load('default');
  expect(secondsOf(scenario.phases)).toBeLessThanOrEqual(16);
  expect(scenario.phases[0]?.measured).toBe(false);
});
