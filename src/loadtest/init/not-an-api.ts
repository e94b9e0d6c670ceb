import { CatopsError } from '../../platform/errors.js';
import { printable } from '../../platform/terminal-text.js';

/** What cannot be made a scenario of: a target's answer, or a file that was named in its place. */
export function notAnApi(source: string, what: string): CatopsError {
  const text = `${printable(source)} ${what}.`;
  return /^https?:\/\//i.test(source)
    ? new CatopsError('target-not-an-api', text)
    : new CatopsError('usage-invalid', `--openapi: ${text}`);
}
