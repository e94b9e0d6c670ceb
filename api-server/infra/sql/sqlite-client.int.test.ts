import { expect, it } from 'vitest';
import { SqliteClient } from './sqlite-client.js';

/** A thread that answers every statement, but dies of the word "die" and keeps still at "wait". */
function threadFile(atStart = ''): URL {
  const code = `
    import { parentPort } from 'node:worker_threads';
    ${atStart}
    parentPort.on('message', ({ type, id, sql }) => {
      if (type === 'close') parentPort.close();
      else if (sql === 'die') process.exit(3);
      else if (sql !== 'wait') parentPort.postMessage({ type: 'done', id, result: { rows: [sql] } });
    });
    parentPort.postMessage({ type: 'opened' });`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}

const open = (file: URL) => new SqliteClient(file, { file: 'none', busyTimeoutMs: 0 });
const run = (client: SqliteClient, sql: string, life = client.thread()) =>
  client.run(life, { session: 1, sql, parameters: [] });

it('rejects everything that waits when the thread dies, and starts another one', async () => {
  const client = open(threadFile());
  expect((await run(client, 'one')).rows).toEqual(['one']);
  const life = client.thread();
  const waiting = [run(client, 'wait'), run(client, 'die'), run(client, 'late')];
  for (const result of await Promise.allSettled(waiting)) expect(result.status).toBe('rejected');
  expect((await run(client, 'two')).rows).toEqual(['two']);
  // A transaction that had begun in the old thread must not go on in the new one.
  await expect(run(client, 'three', life)).rejects.toThrow('ended unexpectedly');
  await client.close();
});

it('does not start again and again what dies at once', async () => {
  const client = open(threadFile('process.exit(3);'));
  await expect(client.opened()).rejects.toThrow('ended unexpectedly');
  await expect(run(client, 'one')).rejects.toThrow('ended unexpectedly');
  await client.close();
});

it('says why a thread failed', async () => {
  const client = open(threadFile('throw new Error("no driver");'));
  await expect(client.opened()).rejects.toMatchObject({ cause: { message: 'no driver' } });
  await client.close();
});
