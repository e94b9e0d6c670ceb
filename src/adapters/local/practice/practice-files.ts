import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '../../../incidents/ports.js';
import { messageOf, systemErrorCode } from '../../../platform/errors.js';
import { printable } from '../../../platform/terminal-text.js';

/** Things of one kind: each a JSON file, with a Markdown file beside it for people. */
export interface PracticeFiles<T> {
  get(id: string): Promise<T | null>;
  put(id: string, thing: T): Promise<void>;
  /** Gone afterwards, also when it was not there. */
  remove(id: string): Promise<null>;
  /** In the order of their names. */
  all(): Promise<readonly { readonly id: string; readonly thing: T }[]>;
  /** Where people find it. */
  url(id: string): string;
}

/** Keeps things in a directory of the state directory. Ids are `A-Za-z0-9._-`. */
export function createPracticeFiles<T>(
  directory: string,
  render: (thing: T) => string,
): PracticeFiles<T> {
  const path = (id: string, ending: string) => join(directory, `${id}.${ending}`);
  const get = async (id: string): Promise<T | null> => {
    try {
      return (JSON.parse(await readFile(path(id, 'json'), 'utf8')) as { thing: T }).thing;
    } catch (error) {
      if (systemErrorCode(error) === 'ENOENT') return null;
      throw error;
    }
  };
  return {
    get,
    put: async (id, thing) => {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await replace(path(id, 'json'), `${JSON.stringify({ v: 1, thing }, null, 2)}\n`);
      await replace(path(id, 'md'), `${render(thing)}\n`);
    },
    remove: async (id) => {
      await Promise.all(['json', 'md'].map((ending) => rm(path(id, ending), { force: true })));
      return null;
    },
    all: async () => {
      const names = await readdir(directory).catch(() => []);
      const ids = names.filter((name) => name.endsWith('.json')).sort();
      const things = await Promise.all(
        ids.map(async (name) => ({ id: name.slice(0, -5), thing: await get(name.slice(0, -5)) })),
      );
      return things.flatMap(({ id, thing }) => (thing === null ? [] : [{ id, thing }]));
    },
    url: (id) => `file://${path(id, 'md')}`,
  };
}

/** A short name for a marker or key, fit for a file. */
export function nameOf(marker: string): string {
  return createHash('sha256').update(marker).digest('hex').slice(0, 12);
}

/** Runs one call as a vendor's would be: a broken disk is a refusal, never a throw. */
export async function practised<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { kind: 'done', value: await work() };
  } catch (error) {
    if (error instanceof Gone) return error.failure;
    return { kind: 'refused-before-send', message: messageOf(error) };
  }
}

/** Thrown inside `practised` for a thing that is not there any more. */
export class Gone extends Error {
  get failure() {
    return {
      kind: 'permanent',
      code: 'gone',
      message: this.message,
      hint: 'catops incident sync --retry-dead',
    } as const;
  }
}

/** Lines of a file that people read: what came from outside cannot pose as the file's own markup. */
export function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${printable(line).replace(/([\\`*_[\]<>#|])/g, '\\$1')}`)
    .join('\n');
}

let fresh = 0;

async function replace(path: string, content: string): Promise<void> {
  fresh += 1;
  const temporary = `${path}.${fresh}.tmp`;
  await writeFile(temporary, content, { mode: 0o600 });
  await rename(temporary, path);
}
