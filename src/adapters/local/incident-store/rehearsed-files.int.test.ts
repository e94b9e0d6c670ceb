import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFiles } from '../files.js';
import { createRehearsedFiles } from './rehearsed-files.js';

let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'catops-rehearsed-'));
  await writeFile(join(dir, 'there'), 'one\ntwo\n');
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const at = (name: string) => join(dir, name);

describe('a disk for trying a command out', () => {
  it('shows what is there with what was written on top, and touches nothing', async () => {
    const files = createRehearsedFiles(createFiles());
    await files.append(at('there'), 4, 'TWO\nthree\n');
    await files.replace(at('new'), 'x');
    await files.directory(at('folder'));
    expect((await files.read(at('there')))?.toString()).toBe('one\nTWO\nthree\n');
    expect(await files.names(dir)).toEqual(['folder', 'new', 'there']);
    expect(await files.claim(at('there'))).toBe(false);
    expect([await files.claim(at('a')), await files.claim(at('a'))]).toEqual([true, false]);
    await files.remove(at('there'));
    expect(await files.read(at('there'))).toBeNull();
    expect(await files.names(dir)).not.toContain('there');

    expect(await readdir(dir)).toEqual(['there']);
    expect(await readFile(at('there'), 'utf8')).toBe('one\ntwo\n');
  });
});
