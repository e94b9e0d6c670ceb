import { fork } from 'node:child_process';
import { copyFileSync, linkSync, mkdirSync, readdirSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import type { SupervisorMessage } from '../contracts/server-process.js';
import { builtFile } from './built.js';

/**
 * Copies a data directory as the first start of the API leaves it, and answers what that start said.
 * Drawing the pictures takes seconds of a whole machine, so it is done once for all files of a run.
 */
export async function copyPreparedData(dataDir: string): Promise<readonly SupervisorMessage[]> {
  const prepared = join(inject('runDirectory'), 'prepared');
  await prepareOnce(prepared);
  copyData(join(prepared, 'data'), dataDir);
  return JSON.parse(await readFile(join(prepared, 'said.json'), 'utf8'));
}

/**
 * Copies a data directory. Nobody writes into a picture once it is in its place, so its copy is another
 * name of the same file, which takes no time.
 */
export function copyData(from: string, to: string): void {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyData(source, target);
    else if (/\.(?:jpg|png|gif)$/.test(entry.name)) linkSync(source, target);
    else copyFileSync(source, target);
  }
}

// Files run in processes of their own: who makes the lock prepares, the others wait for the result.
async function prepareOnce(prepared: string): Promise<void> {
  const lock = `${prepared}.lock`;
  while (!(await isThere(prepared))) {
    if (!(await isMade(lock))) {
      await sleep(50);
      continue;
    }
    try {
      if (await isThere(prepared)) return;
      const unfinished = `${prepared}.${process.pid}`;
      await mkdir(unfinished);
      const said = await firstStart(join(unfinished, 'data'));
      await writeFile(join(unfinished, 'said.json'), JSON.stringify(said));
      await rename(unfinished, prepared);
    } finally {
      await rm(lock, { recursive: true });
    }
  }
}

/** Starts the API on an empty directory until it listens, then stops it. */
async function firstStart(dataDir: string): Promise<readonly SupervisorMessage[]> {
  const child = fork(builtFile('api-server/supervisor.js'), {
    env: {
      PATH: process.env['PATH'],
      CATOPS_DATA_DIR: dataDir,
      CATOPS_PORT: '0',
      CATOPS_PRIVATE_PORT: '0',
      CATOPS_WORKERS: '1',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const said: SupervisorMessage[] = [];
  child.on('message', (message: SupervisorMessage) => {
    said.push(message);
    if (message.type === 'listening') child.send({ type: 'stop' });
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`The API ended with ${code}: ${JSON.stringify(said)}`);
  return said;
}

const isThere = (path: string) =>
  readFile(join(path, 'said.json')).then(
    () => true,
    () => false,
  );
const isMade = (lock: string) =>
  mkdir(lock).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
