import type { CauseClass } from '../../src/contracts/access-log.js';
import { systemErrorCode } from '../../src/platform/errors.js';
import { chainOf, dependencies, dependencyOf } from './dependency.js';
import { ProcessEnded } from './process-ended.js';

/** More is waiting already than will be done in time. Its message is ours: it is told in the log. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
}

// A database that says this is well: what it was asked to do is wrong.
const wrongStatement = /^(?:SQLITE_CONSTRAINT|ER_PARSE_ERROR|ER_DUP_ENTRY|ER_NO_REFERENCED_ROW)/;

/** Whose failure it was: ours, or that of what is needed. */
export function causeOf(error: unknown): CauseClass {
  if (error instanceof Overloaded) return 'overload';
  if (error instanceof ProcessEnded) return error.killed ? 'overload' : 'code';
  const dependency = dependencyOf(error);
  if (dependency === undefined || wrongStatement.test(codeOf(error) ?? '')) return 'code';
  return dependencies[dependency];
}

/** The first code that an error or what caused it has, such as `ECONNREFUSED`. */
export function codeOf(error: unknown): string | undefined {
  return chainOf(error)
    .map(systemErrorCode)
    .find((code) => code !== undefined);
}
