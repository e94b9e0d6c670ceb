import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { mariaDbMissing } from '../api-server/testing/mariadb-server.js';
import { redisMissing } from '../api-server/testing/redis-server.js';
import { offerMariaDb } from './shared-mariadb.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Directory of this run of the tests, for what its files make once and share. */
    runDirectory: string;
    /** Asked for the port of the MariaDB of this run. */
    mariaDbUrl: string;
  }
}

/** Tests that start processes and threads run what users run: the built files, built just now. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await promisify(execFile)(process.execPath, ['.ci/build.mjs']);
  const directory = await mkdtemp(join(tmpdir(), 'catops-tests-'));
  project.provide('runDirectory', directory);
  for (const missing of [mariaDbMissing, redisMissing]) if (missing) warn(missing);
  const mariaDb = await offerMariaDb();
  project.provide('mariaDbUrl', mariaDb.url);
  return async () => {
    await mariaDb.stop();
    await rm(directory, { recursive: true, force: true });
  };
}

function warn(missing: string): void {
  const line = `Tests are SKIPPED. ${missing}`;
  const rule = '*'.repeat(line.length);
  process.stderr.write(`\n${rule}\n${line}\n${rule}\n\n`);
}
