import { CatopsError, type ErrorCode, errorRegistry } from '../../platform/errors.js';
import { printable } from '../../platform/terminal-text.js';

/** An error as a process of the API tells it, as the error it names. */
export function namedError(told: {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}): CatopsError {
  const hint = told.hint === undefined ? {} : { hint: printable(told.hint) };
  return new CatopsError(
    isErrorCode(told.code) ? told.code : 'server-start-failed',
    printable(told.message),
    hint,
  );
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorRegistry, code);
}

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
