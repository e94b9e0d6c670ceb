import { readFileSync } from 'node:fs';
import { type ExplainedSetting, resolveSettings } from '../src/platform/settings.js';
import { type ApiConfig, apiSettings } from './config.js';

/** The settings of an API process, read once, from the environment only. */
export function readConfig(env: Env): ApiConfig {
  return Object.freeze(resolved(env).values);
}

/** Every one of them with where its value came from, also those that cannot be used. */
export function explainConfig(env: Env): readonly ExplainedSetting[] {
  return resolved(env).explained;
}

type Env = Readonly<Record<string, string | undefined>>;

function resolved(env: Env) {
  const readFile = (path: string) => readFileSync(path, 'utf8');
  return resolveSettings(apiSettings, { flags: {}, env, files: [], readFile });
}
