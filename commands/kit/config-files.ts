import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CatopsError, messageOf, systemErrorCode } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import type { SettingSources } from '../../src/platform/settings.js';

const fileName = 'catops.config.json';

/**
 * The project a command works in: the nearest folder upwards that holds `catops.config.json` or a
 * git repository, else the working directory.
 */
export function projectDirectory(cwd: string): string {
  for (let at = cwd; ; at = dirname(at)) {
    if (existsSync(join(at, fileName)) || existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return cwd;
  }
}

/** Where settings come from, strongest first: flags, environment, project file, user file. */
export function settingSources(
  host: Pick<Host, 'env' | 'cwd' | 'home'>,
  flags: Record<string, unknown>,
): SettingSources {
  const userConfig = host.env['XDG_CONFIG_HOME'] || join(host.home, '.config');
  const paths = [
    join(projectDirectory(host.cwd), fileName),
    join(userConfig, 'catops', 'config.json'),
  ];
  const texts = Object.entries(flags).flatMap(([name, value]) =>
    value === undefined || typeof value === 'object' ? [] : [[name, String(value)] as const],
  );
  return {
    flags: Object.fromEntries(texts),
    env: host.env,
    files: paths.flatMap((path) => readConfig(path)),
    readFile: (path) => readFileSync(path, 'utf8'),
  };
}

function readConfig(path: string): { path: string; values: Record<string, unknown> }[] {
  try {
    const values: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof values !== 'object' || values === null || Array.isArray(values)) {
      throw new TypeError('it is not a JSON object');
    }
    return [{ path, values: values as Record<string, unknown> }];
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT' || systemErrorCode(error) === 'ENOTDIR') return [];
    throw new CatopsError('config-invalid', `${path} cannot be read: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}
