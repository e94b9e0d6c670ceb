import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { AccessLogRecord } from '../../src/contracts/access-log.js';
import { createDirectoryObjects } from '../infra/objects/directory-objects.js';
import { nameProcess } from '../infra/process-name.js';

/** What a process of `log-program.ts` does. */
export interface LogOptions {
  readonly directory: string;
  readonly objects: string;
  /** Names its records: `<life>.<number>`, from 0. */
  readonly life: string;
  readonly records: number;
  /** First time of its clock, and how much faster than ours it runs. */
  readonly epoch: number;
  readonly speed: number;
  readonly fileBytes: number;
  readonly bufferBytes: number;
  readonly ships: boolean;
}

/** Bundles it into a folder, so that it starts in no time; answers its path. */
export async function buildLogProgram(folder: string): Promise<string> {
  const outfile = join(folder, 'log-program.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./log-program.ts', import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['@aws-sdk/client-s3'],
  });
  return outfile;
}

/** Starts it; `limit` is a bash command that comes first, such as `ulimit -f 16`. */
export function startLogProgram(
  program: string,
  options: LogOptions,
  limit = ':',
): { readonly child: ChildProcess; readonly done: Promise<{ out: string; err: string }> } {
  const node = [process.execPath, program, JSON.stringify(options)];
  const child = spawn('bash', ['-c', `${limit}; exec "$0" "$@"`, ...node], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const done = Promise.all([text(child.stdout), text(child.stderr)]);
  return { child, done: done.then(([out, err]) => ({ out, err })) };
}

/** Objects of a directory, for a look from outside. */
export function objectsIn(directory: string) {
  return createDirectoryObjects({ directory, process: nameProcess(process.pid), now: Date.now });
}

/** Lines of all stored log files by key, without the text behind the last line's end. */
export async function storedLines(directory: string): Promise<ReadonlyMap<string, string[]>> {
  const files = new Map<string, string[]>();
  for await (const { key } of objectsIn(directory).list('access/')) {
    const lines = gunzipSync(await readFile(`${directory}/${key}`))
      .toString('utf8')
      .split('\n');
    files.set(key, lines);
  }
  return files;
}

/** Every record that a reader finds, and how many lines were none. */
export async function storedRecords(
  directory: string,
): Promise<{ readonly records: AccessLogRecord[]; readonly torn: number }> {
  const records: AccessLogRecord[] = [];
  let torn = 0;
  for (const [key, lines] of await storedLines(directory)) {
    for (const line of lines) {
      if (line === '') continue;
      const record = parsed(line);
      if (!record) torn += 1;
      else if (!key.includes(`dt=${record.ts.slice(0, 10)}/hour=${record.ts.slice(11, 13)}/`)) {
        throw new Error(`${record.ts} is in ${key}`);
      } else records.push(record);
    }
  }
  return { records, torn };
}

function parsed(line: string): AccessLogRecord | undefined {
  try {
    return JSON.parse(line) as AccessLogRecord;
  } catch {
    return undefined;
  }
}
