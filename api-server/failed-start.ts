import { CatopsError, messageOf } from '../src/platform/errors.js';
import { dependencyOf } from './failures/dependency.js';
import type { WorkerToSupervisor } from './worker-messages.js';

/** What a process that cannot start tells its supervisor, in words for whoever started the server. */
export function failedStart(what: string, error: unknown): WorkerToSupervisor {
  const known = error instanceof CatopsError ? error : undefined;
  const code = known?.code ?? 'server-start-failed';
  const message = known?.message ?? `The ${what} could not start: ${messageOf(error)}.`;
  const hint = known?.hint;
  const dependency = dependencyOf(error);
  return {
    ...{ type: 'failed', code, message },
    ...(hint !== undefined && { hint }),
    ...(dependency !== undefined && { dependency }),
  };
}
