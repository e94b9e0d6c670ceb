import { CatopsError } from '../../src/platform/errors.js';
import { allowedTarget } from './allowed-target.js';

/** Where the base of a comparison is: an API that runs, or what starts one. */
export type BaselinePlace = { readonly url: string } | { readonly command: string };

/** Reads `--baseline`; what cannot be a base, or may not be put under load, is one `usage-invalid`. */
export function readBaseline(text: string, allowHost: readonly string[]): BaselinePlace {
  if (text.trim() === '') {
    throw new CatopsError(
      'usage-invalid',
      '--baseline: name the URL of the other build, or a command that starts it.',
    );
  }
  if (!/^https?:/i.test(text)) return { command: text };
  const url = allowedTarget(text, allowHost, {
    name: '--baseline',
    allow: (_url, name) => `--allow-host ${name}`,
  });
  return { url };
}
