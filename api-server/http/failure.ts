import { randomBytes } from 'node:crypto';
import { systemErrorCode } from '../../src/platform/errors.js';
import type { Log } from '../ports.js';
import { internalError, type Reply, unavailable } from './reply.js';

/** Whose failure it was: ours, or of something we need. */
export type CauseClass = 'bug' | 'dependency';

/** What only a defect in our own code throws. */
const defects = [TypeError, ReferenceError, RangeError, SyntaxError] as const;

export function causeOf(error: unknown): CauseClass {
  return defects.some((defect) => error instanceof defect) ? 'bug' : 'dependency';
}

/** The reply to a request that failed. */
export function failureReply(cause: CauseClass): Reply {
  return cause === 'bug' ? internalError : unavailable;
}

/**
 * One line a failure. Nothing of the request is in it but the route: messages of errors may hold
 * what a client sent, so of a dependency's error only its kind is told.
 */
export function logFailure(log: Log, event: string, route: string, error: unknown): void {
  const cause = causeOf(error);
  log.error(event, {
    route,
    cause,
    requestId: randomBytes(8).toString('hex'),
    error: error instanceof Error ? error.name : typeof error,
    code: systemErrorCode(error),
    ...(cause === 'bug' && error instanceof Error && { at: error.stack?.split('\n')[1]?.trim() }),
  });
}
