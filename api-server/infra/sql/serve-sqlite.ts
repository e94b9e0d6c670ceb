import { parentPort, workerData } from 'node:worker_threads';
import { createSessionQueue } from './session-queue.js';
import type { SqliteConnection } from './sqlite-connection.js';
import {
  type SqlRequest,
  type ThreadData,
  type ThreadReply,
  type ThreadRequest,
  threadsTime,
  toFailure,
} from './sqlite-messages.js';

function reply(message: ThreadReply): void {
  parentPort?.postMessage(message);
}

function answer(connection: SqliteConnection, request: SqlRequest, expected: boolean): boolean {
  const { id } = request;
  try {
    refuseLate(request);
    reply({ type: 'done', id, result: runInPlace(connection, request, expected) });
    return true;
  } catch (error) {
    reply({ type: 'failed', id, failure: toFailure(error) });
    return false;
  }
}

// Nobody waits for it any more. A transaction is rolled back however late that comes.
function refuseLate({ until, step }: SqlRequest): void {
  if (until !== undefined && step !== 'rollback' && threadsTime() > until) {
    throw Object.assign(new Error('It waited too long for its turn.'), { code: 'ETIMEDOUT' });
  }
}

// SQLite ends a transaction by itself when the disk is full. What comes after must not be written
// on its own, and the rollback that follows has nothing left to do.
function runInPlace(connection: SqliteConnection, request: SqlRequest, expected: boolean) {
  if (expected && !connection.inTransaction) {
    if (request.step === 'rollback') return { rows: [] };
    const error = new Error('The transaction has been rolled back.');
    throw Object.assign(error, { code: 'TRANSACTION_ENDED' });
  }
  return connection.run(request.sql, request.parameters);
}

function serve(connection: SqliteConnection): void {
  const queue = createSessionQueue((request, expected) => answer(connection, request, expected));
  parentPort?.on('message', (request: ThreadRequest) => {
    if (request.type === 'run') {
      queue.submit(request);
      return;
    }
    connection.close();
    parentPort?.close();
  });
  reply({ type: 'opened' });
}

/** Opens the file and runs what comes as messages until it is told to close. */
export function serveSqlite(open: (data: ThreadData) => SqliteConnection): void {
  try {
    serve(open(workerData as ThreadData));
  } catch (error) {
    reply({ type: 'unopened', failure: toFailure(error) });
  }
}
