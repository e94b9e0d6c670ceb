import { randomBytes } from 'node:crypto';
import type { CauseClass } from '../../src/contracts/access-log.js';
import { systemErrorCode } from '../../src/platform/errors.js';
import type { Log } from '../ports.js';
import { internalError, type Reply, unavailable } from './reply.js';
import type { Route } from './route.js';

/** More is waiting already than will be done in time. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
}

/** The object storage did not do what it was asked. */
export class ObjectsFailed extends Error {
  override readonly name = 'ObjectsFailed';

  constructor(cause: unknown) {
    super('The object storage does not answer.', { cause });
  }
}

/** What only a defect in our own code throws. */
const defects = [TypeError, ReferenceError, RangeError, SyntaxError] as const;

/** Whose failure it was: ours, or that of what the route needs. */
export function causeOf(error: unknown, needed: CauseClass): CauseClass {
  if (error instanceof Overloaded) return 'overload';
  if (error instanceof ObjectsFailed) return 'vendor';
  return defects.some((defect) => error instanceof defect) ? 'code' : needed;
}

/** What a route fails with when it does not answer: picture files are not in the database. */
export function neededBy({ cache }: Pick<Route, 'cache'>): CauseClass {
  return 'spares' in cache ? 'vendor' : 'database';
}

/** The reply to a request that failed. */
export function failureReply(cause: CauseClass): Reply {
  return cause === 'code' ? internalError : { ...unavailable, cause };
}

/** Whose part the failure was that a reply tells of; null when it tells of none. */
export function causeOfReply({
  status,
  cause,
}: Pick<Reply, 'status' | 'cause'>): CauseClass | null {
  if (status < 400) return null;
  if (cause !== undefined) return cause;
  if (status === 429) return 'overload';
  return status < 500 ? 'client' : 'code';
}

/**
 * One line a failure. Nothing of the request is in it but the route: messages of errors may hold
 * what a client sent, so of a dependency's error only its kind is told.
 */
export function logFailure(
  log: Log,
  event: string,
  route: Pick<Route, 'name' | 'cache'>,
  error: unknown,
): void {
  const cause = causeOf(error, neededBy(route));
  log.error(event, {
    route: route.name,
    cause,
    requestId: randomBytes(8).toString('hex'),
    error: error instanceof Error ? error.name : typeof error,
    code: systemErrorCode(error instanceof ObjectsFailed ? error.cause : error),
    ...(cause === 'code' && error instanceof Error && { at: error.stack?.split('\n')[1]?.trim() }),
  });
}
