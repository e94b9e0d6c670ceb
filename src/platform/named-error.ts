import { CatopsError, type ErrorCode, errorRegistry } from './errors.js';
import { printable } from './terminal-text.js';

/** An error as another process tells it, as the error it names. */
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
