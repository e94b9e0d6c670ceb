import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import {
  causeClasses,
  type LoggedRequest,
  type LoggedRequests,
} from '../../contracts/access-log.js';
import { systemErrorCode } from '../../platform/errors.js';
import type { Clock } from '../../platform/host.js';

const record = z.object({
  ts: z.iso.datetime(),
  method: z.string(),
  route: z.string(),
  status: z.number(),
  latency_ms: z.number(),
  cache: z.enum(['hit', 'miss', 'stale', 'bypass']),
  db_queries: z.number(),
  cause: z.enum(causeClasses).nullish(),
});

/** As much is read of one file in one look: some five thousand requests. */
const mostBytes = 1_048_576;
const hourMs = 3_600_000;
// `<process>-<opened>-<number>.json.open`, and without `.open` when it is finished.
const logFile = /^(\w+-\d{8}T\d{9}Z-\d+\.json)(\.open)?$/;

/** How far a file has been read. */
interface Place {
  offset: number;
  /** The beginning of a line whose end was not written yet. */
  rest: string;
}

/** Reads what API processes append to their access log below a directory, from now on. */
export class RequestLog {
  readonly #directory: string;
  readonly #clock: Pick<Clock, 'now'>;
  #places: Map<string, Place> | undefined;

  constructor(directory: string, clock: Pick<Clock, 'now'>) {
    this.#directory = directory;
    this.#clock = clock;
  }

  /** What is new since the last look; the first one only finds out where the files end. */
  async look(): Promise<LoggedRequests> {
    const before = this.#places;
    const places = new Map<string, Place>();
    const requests: LoggedRequest[] = [];
    let skippedBytes = 0;
    for (const { name, path } of await this.#files()) {
      if (!before) {
        places.set(name, { offset: await sizeOf(path), rest: '' });
        continue;
      }
      const place = before.get(name) ?? { offset: 0, rest: '' };
      places.set(name, place);
      const read = await readNew(path, place);
      skippedBytes += read.skippedBytes;
      requests.push(...read.lines.flatMap(parsed));
    }
    this.#places = places;
    return { requests, skippedBytes };
  }

  /** Of this hour and the one before, whose last lines may come late. */
  async #files(): Promise<readonly { readonly name: string; readonly path: string }[]> {
    const now = this.#clock.now();
    const found = await Promise.all(
      [now - hourMs, now].map(async (at) => {
        const hour = new Date(at).toISOString().slice(0, 13);
        const folder = join(this.#directory, `dt=${hour.slice(0, 10)}`, `hour=${hour.slice(11)}`);
        const files = await absentAs(readdir(folder), []);
        return files.sort().flatMap((file) => {
          const name = logFile.exec(file)?.[1];
          return name === undefined ? [] : [{ name, path: join(folder, file) }];
        });
      }),
    );
    return found.flat();
  }
}

async function readNew(
  path: string,
  place: Place,
): Promise<{ readonly lines: readonly string[]; readonly skippedBytes: number }> {
  const size = await sizeOf(path);
  const unread = size - place.offset;
  // Renamed in between: what it has is read under its next name.
  if (unread <= 0) return { lines: [], skippedBytes: 0 };
  const length = Math.min(unread, mostBytes);
  const text = await absentAs(readAt(path, size - length, length), null);
  if (text === null) return { lines: [], skippedBytes: 0 };
  const skippedBytes = unread - length;
  const whole = skippedBytes > 0 ? text.slice(text.indexOf('\n') + 1) : place.rest + text;
  const lines = whole.split('\n');
  place.rest = lines.pop() ?? '';
  place.offset = size;
  return { lines, skippedBytes };
}

async function readAt(path: string, position: number, length: number): Promise<string> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await file.read(buffer, 0, length, position);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await absentAs(stat(path), { size: 0 })).size;
}

async function absentAs<T, D>(work: Promise<T>, otherwise: D): Promise<T | D> {
  try {
    return await work;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return otherwise;
    throw error;
  }
}

/** A line that is none of ours is left out: this is a view, and no evidence. */
function parsed(line: string): readonly LoggedRequest[] {
  try {
    const { success, data } = record.safeParse(JSON.parse(line));
    return success ? [data] : [];
  } catch {
    return [];
  }
}
