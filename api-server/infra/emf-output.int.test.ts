import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { notedFailures } from '../testing/noted-failures.js';
import { openEmfOutput } from './emf-output.js';

const stdout = { write: () => true };

it('adds lines to a file, and puts it aside before it grows too large', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'catops-emf-'));
  const path = join(directory, 'emf.log');
  const output = openEmfOutput(
    path,
    stdout,
    notedFailures(() => {}),
    10,
  );
  for (const line of ['first\n', 'two\n', 'third\n']) output.write(line);
  await output.settled();
  expect(await readdir(directory)).toEqual(['emf.log', 'emf.log.1']);
  expect(await readFile(`${path}.1`, 'utf8')).toBe('first\ntwo\n');
  expect(await readFile(path, 'utf8')).toBe('third\n');
  await rm(directory, { recursive: true });
});

it('notes what cannot be written, and goes on', async () => {
  const noted: string[] = [];
  const failures = notedFailures((event) => noted.push(event));
  const output = openEmfOutput('/nowhere/emf.log', stdout, failures);
  output.write('lost\n');
  output.write('lost too\n');
  await output.settled();
  expect(noted).toEqual(['emf-not-written', 'emf-not-written']);
});

it('writes to standard output where that is asked for', () => {
  const written: string[] = [];
  const output = openEmfOutput(
    'stdout',
    { write: (text) => written.push(text) },
    notedFailures(() => {}),
  );
  output.write('{}\n');
  expect(written).toEqual(['{}\n']);
});
