import { jsonReply, type Reply } from '../../http/reply.js';
import type { DependencyState } from '../../ports.js';

/** What a process knows of itself, and of what it needs. */
export interface ProcessState {
  /** False until the database has been read once. */
  readonly loaded: boolean;
  /** True from when it was told to stop. */
  readonly stopping: boolean;
  /** When the indexes were last known to be true. */
  readonly trueAt: number;
  readonly dependencies: readonly DependencyState[];
}

export const noStore = ['Cache-Control', 'no-store'];

// Until the database has been read once.
const starting: Reply = {
  ...jsonReply(JSON.stringify({ status: 'starting' }), noStore, 503),
  cause: 'database',
};
const stopped: Reply = {
  ...jsonReply(JSON.stringify({ status: 'stopping' }), noStore, 503),
  cause: 'overload',
};

/**
 * A process whose database or storage is gone still answers what it has in memory: taking it out
 * would help nobody. Why something is ill is told on the private port.
 */
export function readiness({ loaded, stopping, trueAt, dependencies }: ProcessState): Reply {
  if (stopping) return stopped;
  if (!loaded) return starting;
  const isWell = dependencies.every(({ status }) => status === 'ok');
  const isBehind = dependencies.some(
    ({ dependency, status }) => dependency === 'database-read' && status !== 'ok',
  );
  const body = {
    status: isWell ? 'ok' : 'degraded',
    ...(isBehind && { trueAt: new Date(trueAt).toISOString() }),
    dependencies: dependencies.map(({ dependency, status, since }) => ({
      ...{ dependency, status },
      ...(since !== null && { since: new Date(since).toISOString() }),
    })),
  };
  return jsonReply(JSON.stringify(body), noStore);
}
