import { CatopsError } from '../../platform/errors.js';

/** A process that ended without a word of its own: how it ended, and the last it wrote. */
export function diedError(
  name: string,
  ended: { readonly code: number | null; readonly signal: string | null },
  lastLines: readonly string[],
): CatopsError {
  const how = ended.signal === null ? `exit code ${ended.code}` : ended.signal;
  // The stack of an uncaught error follows after its message, which is the line that tells.
  const thrown = lastLines.findLast((line) => /^(Uncaught )?\w*Error\b.*: /.test(line));
  const last = thrown ?? lastLines.slice(-3).join(' · ');
  return new CatopsError(
    'server-start-failed',
    `The ${name} process of the API ended (${how})${last === '' ? ' without a word' : `: ${last}`}.`,
  );
}
