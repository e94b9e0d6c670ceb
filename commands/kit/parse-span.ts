import { parseDuration } from '../../src/platform/duration.js';
import { CatopsError } from '../../src/platform/errors.js';
import { lengthText } from '../../src/platform/format-time.js';

/**
 * Milliseconds of a flag such as `10m`; null when it was not given. One `usage-invalid` that names the
 * flag when it is none, or out of bounds.
 */
export function parseSpan(
  flag: string,
  text: string | undefined,
  { least, most }: { readonly least: number; readonly most: number },
): number | null {
  if (text === undefined) return null;
  const ms = parseDuration(text);
  if (ms === undefined) {
    throw new CatopsError('usage-invalid', `--${flag}: "${text}" is not a time such as 10m.`);
  }
  if (ms >= least && ms <= most) return ms;
  const upTo = most === Number.MAX_SAFE_INTEGER ? ' or more' : ` to ${lengthText(most)}`;
  throw new CatopsError('usage-invalid', `--${flag}: write ${lengthText(least)}${upTo}.`);
}
