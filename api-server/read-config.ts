import { readFileSync } from 'node:fs';
import { resolveSettings } from '../src/platform/settings.js';
import { type ApiConfig, apiSettings } from './config.js';

/** The settings of an API process, read once, from the environment only. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ApiConfig {
  const readFile = (path: string) => readFileSync(path, 'utf8');
  return Object.freeze(
    resolveSettings(apiSettings, { flags: {}, env, files: [], readFile }).values,
  );
}
