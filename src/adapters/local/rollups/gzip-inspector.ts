import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { messageOf, systemErrorCode } from '../../../platform/errors.js';
import type { LogInspector } from '../../../rollups/workbench.js';

/** Longest piece of a line that is kept for showing. */
const keptLength = 4096;

const newline = 0x0a;

/** Looks into gzip files, a chunk at a time: memory does not grow with the file. */
export function createGzipInspector(): LogInspector {
  return { inspect, find };
}

async function inspect(
  path: string,
  signal: AbortSignal,
): Promise<{ readonly lines: number } | { readonly unreadable: string }> {
  let lines = 0;
  let atStart = true;
  try {
    for await (const chunk of inflated(path, signal)) {
      let from = 0;
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
        if (end > from || !atStart) lines += 1;
        from = end + 1;
        atStart = true;
      }
      if (from < chunk.length) atStart = false;
    }
    return { lines: atStart ? lines : lines + 1 };
  } catch (error) {
    signal.throwIfAborted();
    return { unreadable: reasonOf(error) };
  }
}

async function find(
  path: string,
  matches: (line: string) => boolean,
  signal: AbortSignal,
): Promise<string | null> {
  let rest = '';
  for await (const chunk of inflated(path, signal)) {
    const lines = (rest + chunk.toString('utf8')).split('\n');
    // Only its beginning is needed of a line that never ends.
    rest = (lines.pop() ?? '').slice(0, keptLength * 16);
    const found = lines.find((line) => line !== '' && matches(line));
    if (found !== undefined) return found.slice(0, keptLength);
  }
  return rest !== '' && matches(rest) ? rest.slice(0, keptLength) : null;
}

async function* inflated(path: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: 262_144, signal });
  const plain = createGunzip({ chunkSize: 262_144 });
  file.on('error', (error) => plain.destroy(error));
  let seen = false;
  file.once('data', () => (seen = true));
  file.pipe(plain);
  try {
    yield* plain as AsyncIterable<Buffer>;
    if (!seen) throw new Error('it is empty');
  } finally {
    file.destroy();
    plain.destroy();
  }
}

/** Why a file cannot be read, without its path. */
function reasonOf(error: unknown): string {
  const code = systemErrorCode(error);
  if (code === 'Z_BUF_ERROR') return 'truncated: the compressed data ends too early';
  if (code?.startsWith('Z_')) return 'corrupt: not valid gzip data';
  if (code === 'ENOENT') return 'removed while it was read';
  if (code) return `cannot be read (${code})`;
  return messageOf(error);
}
