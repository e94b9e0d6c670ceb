import { expect, it } from 'vitest';
import { SqliteClient } from './sqlite-client.js';
import { SqliteLanes } from './sqlite-lanes.js';

/**
 * A thread that answers every statement, but dies of the word "die", keeps still at "wait", and
 * answers that only when it hears "go on". "heard" is answered with all it was asked.
 */
function threadFile(atStart = ''): URL {
  const code = `
    import { parentPort, workerData } from 'node:worker_threads';
    ${atStart}
    const heard = [];
    const waiting = [];
    const answer = (id, rows) => parentPort.postMessage({ type: 'done', id, result: { rows } });
    parentPort.on('message', ({ type, id, sql, session }) => {
      heard.push(sql + ' of ' + session);
      if (type === 'close') parentPort.close();
      else if (sql === 'die') process.exit(3);
      else if (sql === 'wait') waiting.push(id);
      else answer(id, sql === 'heard' ? heard : [sql]);
      if (sql === 'go on') for (const each of waiting.splice(0)) answer(each, ['wait']);
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

it('waits no longer than it may, and ends a transaction that began when nobody waited any more', async () => {
  const client = new SqliteClient(threadFile(), { file: 'none', busyTimeoutMs: 0 }, 200);
  await client.opened();
  const begin = { session: 7, sql: 'wait', step: 'begin', parameters: [] } as const;
  await expect(client.run(client.thread(), begin)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  expect(client.unanswered).toBe(1);
  await run(client, 'go on');
  await expect
    .poll(async () => (await run(client, 'heard')).rows)
    .toEqual(expect.arrayContaining(['rollback of 7']));
  await expect.poll(() => client.unanswered).toBe(0);
  await client.close();
});

it('starts a thread more when all are held up, up to so many', async () => {
  const data = { file: 'none', busyTimeoutMs: 0 };
  const lanes = new SqliteLanes({ threadFile: threadFile(), data, readers: 2 });
  await lanes.opened();
  const one = lanes.reader();
  expect(lanes.reader()).toBe(one);
  const long = run(one, 'wait').catch(() => 'died');
  await expect.poll(() => lanes.reader() === one).toBe(false);
  const other = lanes.reader();
  expect(other).not.toBe(lanes.writer);
  const longer = run(other, 'wait').catch(() => 'died');
  await expect.poll(() => other.busyMs).toBeGreaterThan(10);
  expect([one, other]).toContain(lanes.reader());
  await Promise.all([run(one, 'die'), run(other, 'die')].map((each) => each.catch(() => {})));
  expect([await long, await longer]).toEqual(['died', 'died']);
  await lanes.close();
});

it('reads with the thread that writes where no other can be started', async () => {
  const data = { file: 'none', busyTimeoutMs: 0 };
  const onlyOne = threadFile('if (workerData.readOnly) process.exit(3);');
  const lanes = new SqliteLanes({ threadFile: onlyOne, data, readers: 2 });
  await lanes.opened();
  for (let turn = 0; turn < 2; turn += 1) {
    await expect(run(lanes.reader(), 'one')).rejects.toThrow('ended unexpectedly');
  }
  expect((await run(lanes.reader(), 'two')).rows).toEqual(['two']);
  await lanes.close();
});
