import { expect, it } from 'vitest';
import { createSessionQueue } from './session-queue.js';
import type { SqlRequest } from './sqlite-messages.js';

function started(failing: readonly string[] = []) {
  const ran: string[] = [];
  const queue = createSessionQueue(({ session, sql }) => {
    ran.push(`${session} ${sql}`);
    return !failing.includes(sql);
  });
  const submit = (session: number, sql: string, step?: SqlRequest['step']) =>
    queue.submit({
      ...{ type: 'run', id: 1, session, sql, parameters: [] },
      ...(step && { step }),
    });
  return { ran, submit };
}

it('runs statements in the order they came', () => {
  const { ran, submit } = started();
  submit(1, 'a');
  submit(2, 'b');
  submit(1, 'c');
  expect(ran).toEqual(['1 a', '2 b', '1 c']);
});

it('lets nobody into the transaction of another', () => {
  const { ran, submit } = started();
  submit(1, 'begin', 'begin');
  submit(2, 'read');
  submit(3, 'begin', 'begin');
  submit(1, 'write');
  submit(2, 'read again');
  submit(1, 'commit', 'commit');
  expect(ran).toEqual(['1 begin', '1 write', '1 commit', '2 read', '3 begin']);
  submit(3, 'rollback', 'rollback');
  expect(ran.slice(5)).toEqual(['3 rollback', '2 read again']);
});

it('keeps the others waiting after a failed commit until the rollback', () => {
  const { ran, submit } = started(['commit']);
  submit(1, 'begin', 'begin');
  submit(1, 'commit', 'commit');
  submit(2, 'read');
  expect(ran).toEqual(['1 begin', '1 commit']);
  submit(1, 'rollback', 'rollback');
  expect(ran.at(-1)).toBe('2 read');
});

it('opens nothing when the begin failed', () => {
  const { ran, submit } = started(['begin']);
  submit(1, 'begin', 'begin');
  submit(2, 'read');
  expect(ran).toEqual(['1 begin', '2 read']);
});
