import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FixtureFile } from './access-log-fixture.js';

/** Puts the fixture into a directory of its own, in the layout of finished log files. */
export async function writeFixture(
  fixture: readonly FixtureFile[],
): Promise<{ readonly directory: string; remove(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'catops-fixture-'));
  for (const { log, gz } of fixture) {
    const path = join(directory, log.key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, gz);
  }
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}
