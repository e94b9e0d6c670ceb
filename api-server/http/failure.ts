import { randomBytes } from 'node:crypto';
import type { CauseClass } from '../../src/contracts/access-log.js';
import { internalError, type Reply, unavailable } from './reply.js';

export { Overloaded } from '../failures/cause.js';

/** Names one failure: in its line of the log, and to the client, who can then ask about it. */
export function newRequestId(): string {
  return randomBytes(8).toString('hex');
}

/** The reply to a request that failed. */
export function failureReply(cause: CauseClass, requestId: string): Reply {
  const reply = cause === 'code' ? internalError : unavailable;
  return { ...reply, headers: [...reply.headers, 'X-Request-Id', requestId], cause };
}

/** Whose part the failure was that a reply tells of; null when it tells of none. */
export function causeOfReply({
  status,
  cause,
}: Pick<Reply, 'status' | 'cause'>): CauseClass | null {
  if (status < 400) return null;
  if (cause !== undefined) return cause;
  // Over its own limit is the client's part, too: nobody is to be woken by one who asks too often.
  return status < 500 ? 'client' : 'code';
}
