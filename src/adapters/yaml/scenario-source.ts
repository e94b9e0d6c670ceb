import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { type FilledScenario, fillScenario } from '../../loadtest/fill-scenario.js';
import type { ScenarioSource } from '../../loadtest/ports.js';
import type { ScenarioFile } from '../../loadtest/scenario.js';
import { CatopsError, messageOf, systemErrorCode } from '../../platform/errors.js';
import { printable } from '../../platform/terminal-text.js';
import { readFeedFiles, readOpenApiFile } from './outside-files.js';
import { inspectScenario, invalidScenario, parseScenario } from './parse-scenario.js';

const extension = '.yaml';
const largestFile = 1_048_576;

/** Scenario files of a directory (`loadtests/`), by name or by path relative to `cwd`. */
export function createScenarioSource(options: {
  readonly directory: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}): ScenarioSource {
  const { directory, cwd, env } = options;
  const read = async (nameOrPath: string): Promise<{ text: string; file: string }> => {
    const path = /^[A-Za-z0-9][\w-]*$/.test(nameOrPath)
      ? resolve(directory, `${nameOrPath}${extension}`)
      : resolve(cwd, nameOrPath);
    const text = await textOf(path).catch(async (error: unknown) => {
      if (systemErrorCode(error) !== 'ENOENT') throw unreadable(path, error);
      throw new CatopsError(
        'scenario-invalid',
        `There is no scenario "${printable(nameOrPath)}"; ${await existing(directory)}.`,
      );
    });
    return { text, file: relative(cwd, path) || path };
  };
  const filled = async ({ file, scenario }: ScenarioFile): Promise<FilledScenario> => {
    const beside = dirname(resolve(cwd, file));
    const { files, faults } = await readFeedFiles(scenario, beside);
    const document = await readOpenApiFile(scenario, beside);
    const result = fillScenario(scenario, { env, files, ...document });
    return { ...result, faults: [...document.faults, ...faults, ...result.faults] };
  };
  return {
    load: async (nameOrPath) => {
      const { text, file } = await read(nameOrPath);
      return parseScenario(text, file);
    },
    fill: async (file) => {
      const { scenario, secrets, missing, faults } = await filled(file);
      if (faults.length > 0) throw invalidScenario(file.file, faults.map(file.place));
      if (missing.length > 0) throw unset(file.file, missing);
      return { ...file, scenario, secrets };
    },
    names: () => namesIn(directory),
    inspect: async (nameOrPath) => {
      const { text, file } = await read(nameOrPath);
      const found = inspectScenario(text, file);
      if ('faults' in found) return { file, scenario: null, faults: found.faults, missing: [] };
      const { faults, missing } = await filled(found);
      return { file, scenario: found.scenario, faults: faults.map(found.place), missing };
    },
  };
}

async function textOf(path: string): Promise<string> {
  const found = await stat(path);
  if (!found.isFile()) throw new Error('it is not a file');
  if (found.size > largestFile) throw new Error(`it is larger than ${largestFile} bytes`);
  return readFile(path, 'utf8');
}

function unreadable(path: string, error: unknown): CatopsError {
  const message = `${printable(path)}: the scenario cannot be read: ${messageOf(error)}.`;
  return new CatopsError('scenario-invalid', message, { cause: error });
}

function unset(file: string, missing: readonly string[]): CatopsError {
  const what = missing.length === 1 ? 'is' : 'are';
  return new CatopsError(
    'scenario-invalid',
    `${file}: ${missing.join(', ')} ${what} not set in the environment, and the scenario needs it.`,
    { hint: `export ${missing.map((name) => `${name}=…`).join(' ')}` },
  );
}

async function namesIn(directory: string): Promise<string[]> {
  const files = await readdir(directory).catch(() => []);
  return files
    .filter((file) => file.endsWith(extension))
    .sort()
    .map((file) => file.slice(0, -extension.length));
}

async function existing(directory: string): Promise<string> {
  const names = await namesIn(directory);
  return names.length === 0 ? `${directory} holds none` : `these exist: ${names.join(', ')}`;
}
