import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { notAnApi } from '../../loadtest/init/not-an-api.js';
import type { ScenarioWriter } from '../../loadtest/ports.js';
import { CatopsError, messageOf, systemErrorCode } from '../../platform/errors.js';
import { printable } from '../../platform/terminal-text.js';
import { parsePlain } from './parse-plain.js';
import { parseScenario } from './parse-scenario.js';

/** Writes new scenarios into a directory (`loadtests/`); paths are shown relative to `cwd`. */
export function createScenarioWriter(options: {
  readonly directory: string;
  readonly cwd: string;
}): ScenarioWriter {
  const { directory, cwd } = options;
  return {
    parse: parseScenario,
    dataOf: (text, source) => {
      try {
        return parsePlain(text);
      } catch (error) {
        const [reason = ''] = messageOf(error).split('\n', 1);
        throw notAnApi(source, `cannot be read as an OpenAPI document: ${printable(reason)}`);
      }
    },
    readDocument: async (file) => {
      const path = resolve(cwd, file);
      const text = await readFile(path, 'utf8').catch((error: unknown) => {
        const gone = systemErrorCode(error) === 'ENOENT';
        const reason = gone ? 'there is no such file' : messageOf(error);
        throw new CatopsError('usage-invalid', `--openapi: ${printable(file)}: ${reason}.`);
      });
      return { text, fromScenarios: relative(directory, path) };
    },
    write: async (name, files, always) => {
      const taken = await firstThatExists(directory, files);
      if (taken !== undefined) {
        throw new CatopsError(
          'usage-invalid',
          `${relative(cwd, taken)} is there already, and is not replaced; nothing was written.`,
          { hint: `catops loadtest init another-name --openapi … (this one would be ${name})` },
        );
      }
      const written: string[] = [];
      for (const [file, text] of [...files, ...always]) {
        if (await writeNew(join(directory, file), text)) {
          written.push(relative(cwd, join(directory, file)));
        }
      }
      return written;
    },
  };
}

async function firstThatExists(
  directory: string,
  files: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  for (const file of files.keys()) {
    const path = join(directory, file);
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return undefined;
}

/** False when another file has that name. */
async function writeNew(path: string, text: string): Promise<boolean> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw new CatopsError(
      'local-store-unwritable',
      `${path} cannot be written: ${messageOf(error)}.`,
      {
        cause: error,
      },
    );
  }
}
