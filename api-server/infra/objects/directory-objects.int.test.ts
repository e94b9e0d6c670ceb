import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createDirectoryObjects } from './directory-objects.js';

it('reads pictures by name and nothing else', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'catops-objects-'));
  await writeFile(join(directory, 'ebv.jpg'), 'a cat');
  await writeFile(join(directory, 'secret.txt'), 'no');
  const objects = createDirectoryObjects(directory);
  expect(String(await objects.read('ebv.jpg'))).toBe('a cat');
  for (const name of [
    'none.png',
    'secret.txt',
    '../ebv.jpg',
    './ebv.jpg',
    '/etc/passwd',
    'ebv.jpg\u0000',
    'ebv.jpg\n',
    '',
    `${'a'.repeat(65)}.jpg`,
  ]) {
    expect(await objects.read(name)).toBeUndefined();
  }
  await rm(directory, { recursive: true });
});
