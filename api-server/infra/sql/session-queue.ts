import type { SqlRequest } from './sqlite-messages.js';

/**
 * Decides whose statement is next on the one connection: in the order they came, except that while
 * a session has a transaction open, the statements of all others wait. Without it a query of
 * someone else would land inside a half-done transaction, and be rolled back with it. `run` does
 * the statement, tells whether that succeeded, and is told whether it belongs to a transaction.
 */
export function createSessionQueue(run: (request: SqlRequest, inTransaction: boolean) => boolean) {
  let owner: number | undefined;
  let waiting: SqlRequest[] = [];

  function submit(request: SqlRequest): void {
    if (owner !== undefined && request.session !== owner) {
      waiting.push(request);
      return;
    }
    const succeeded = run(request, owner !== undefined);
    if (request.step === 'begin' && succeeded) owner = request.session;
    // A commit that failed leaves the transaction open for its rollback; a rollback ends it always.
    if (request.step === 'rollback' || (request.step === 'commit' && succeeded)) release();
  }

  function release(): void {
    owner = undefined;
    const next = waiting;
    waiting = [];
    for (const request of next) submit(request);
  }

  return { submit };
}
