import { readdir, readFile, stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { ScenarioSource } from '../../loadtest/ports.js';
import { CatopsError, messageOf, systemErrorCode } from '../../platform/errors.js';
import { printable } from '../../platform/terminal-text.js';
import { parseScenario } from './parse-scenario.js';

const extension = '.yaml';
const largestFile = 1_048_576;

/** Scenario files of a directory (`loadtests/`), by name or by path relative to `cwd`. */
export function createScenarioSource(options: {
  readonly directory: string;
  readonly cwd: string;
}): ScenarioSource {
  const pathOf = (nameOrPath: string): string =>
    /^[A-Za-z0-9][\w-]*$/.test(nameOrPath)
      ? resolve(options.directory, `${nameOrPath}${extension}`)
      : resolve(options.cwd, nameOrPath);
  return {
    load: async (nameOrPath) => {
      const path = pathOf(nameOrPath);
      const text = await read(path).catch(async (error: unknown) => {
        if (systemErrorCode(error) !== 'ENOENT') throw unreadable(path, error);
        throw new CatopsError(
          'scenario-invalid',
          `There is no scenario "${printable(nameOrPath)}"; ${await existing(options.directory)}.`,
        );
      });
      return parseScenario(text, relative(options.cwd, path) || path);
    },
  };
}

async function read(path: string): Promise<string> {
  const found = await stat(path);
  if (!found.isFile()) throw new Error('it is not a file');
  if (found.size > largestFile) throw new Error(`it is larger than ${largestFile} bytes`);
  return readFile(path, 'utf8');
}

function unreadable(path: string, error: unknown): CatopsError {
  const message = `${printable(path)}: the scenario cannot be read: ${messageOf(error)}.`;
  return new CatopsError('scenario-invalid', message, { cause: error });
}

async function existing(directory: string): Promise<string> {
  const files = await readdir(directory).catch(() => []);
  const names = files.filter((file) => file.endsWith(extension)).sort();
  if (names.length === 0) return `${directory} holds none`;
  return `these exist: ${names.map((file) => file.slice(0, -extension.length)).join(', ')}`;
}
