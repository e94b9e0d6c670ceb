import { parentPort, workerData } from 'node:worker_threads';
import { createSessionQueue } from './session-queue.js';
import { openConnection, type SqliteConnection } from './sqlite-connection.js';
import {
  type SqlRequest,
  type ThreadData,
  type ThreadReply,
  type ThreadRequest,
  toFailure,
} from './sqlite-messages.js';

// Entry of the thread that owns the database file: SQLite's calls block, so they block here and
// never in the thread that answers requests.

function reply(message: ThreadReply): void {
  parentPort?.postMessage(message);
}

function answer(connection: SqliteConnection, request: SqlRequest): boolean {
  const { id } = request;
  try {
    reply({ type: 'done', id, result: connection.run(request.sql, request.parameters) });
    return true;
  } catch (error) {
    reply({ type: 'failed', id, failure: toFailure(error) });
    return false;
  }
}

function serve(connection: SqliteConnection): void {
  const queue = createSessionQueue((request) => answer(connection, request));
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

try {
  serve(openConnection(workerData as ThreadData));
} catch (error) {
  reply({ type: 'unopened', failure: toFailure(error) });
}
