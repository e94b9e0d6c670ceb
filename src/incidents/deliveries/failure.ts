import { messageOf } from '../../platform/errors.js';
import type { DeliveryError } from '../entry.js';
import type { Failure } from '../ports.js';

/** A failure as the record and the terminal say it. */
export function errorOf(failure: Failure): DeliveryError {
  if (failure.kind === 'permanent') {
    return { code: failure.code, message: failure.message, hint: failure.hint };
  }
  return { code: failure.kind, message: failure.message, hint: null };
}

/** A port must not throw; one that does has left the outcome open. */
export function thrown(error: unknown): Failure {
  return { kind: 'unknown', message: messageOf(error) };
}
