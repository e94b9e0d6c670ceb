import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readRunbook } from './runbook-steps.js';

const shipped = fileURLToPath(new URL('../../runbooks', import.meta.url));
let own: string;
beforeEach(async () => {
  own = await mkdtemp(join(tmpdir(), 'catops-runbooks-'));
});
afterEach(() => rm(own, { recursive: true, force: true }));

it('takes a runbook of the project before the one that ships with catops', async () => {
  const folders = [join(own, 'runbooks'), shipped];
  const { steps } = await readRunbook(folders, 'uncached-route');
  expect(steps.length).toBeGreaterThan(1);
  await mkdir(join(own, 'runbooks'));
  await writeFile(join(own, 'runbooks', 'uncached-route.md'), '1. Ours\n');
  const name = 'uncached-route';
  expect(await readRunbook(folders, `${name}.md`)).toEqual({ name, steps: ['Ours'] });
});

it('never leaves its folders', async () => {
  await writeFile(join(own, 'secret.md'), '1. Secret\n');
  const outside = readRunbook([join(own, 'runbooks')], '../secret');
  await expect(outside).rejects.toThrow('there is no runbook "../secret"');
});
