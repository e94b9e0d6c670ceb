import { describe, expect, it } from 'vitest';
import type { Entry } from '../entry.js';
import { createTestIds } from '../testing/incident-world.js';
import { backoffMs } from './backoff.js';
import type { Delivery, Work } from './delivery.js';
import { newDelivery } from './new-delivery.js';
import { pickNext } from './pick.js';

const now = Date.UTC(2026, 8, 12);
const ids = createTestIds();
const make = (work: Work, change: Partial<Delivery> = {}): Delivery => {
  const clock = { now: () => now, monotonic: () => 0, sleep: async () => undefined };
  const context = { id: 'INC-2026-001', publicRef: 'r', throughSeq: 1 } as const;
  return { ...newDelivery({ ids, clock }, context, work), ...change };
};
const soon = new Date(now + 5000).toISOString();
const pick = (queue: readonly Delivery[], entries: readonly Entry[] = []) =>
  pickNext(queue, entries, 'chat', now);

describe('what is sent next', () => {
  it('keeps replies in order: a new one waits behind one that was put off', () => {
    const first = make({ op: 'chat.reply', text: 'one' }, { nextAt: soon });
    const second = make({ op: 'chat.reply', text: 'two' });
    expect(pick([first, second])).toEqual({ kind: 'later', atMs: now + 5000 });
  });

  it('lets the headline be edited past a reply that was put off', () => {
    const reply = make({ op: 'chat.reply', text: 'one' }, { nextAt: soon });
    const edit = make({ op: 'chat.edit' });
    expect(pick([reply, edit])).toMatchObject({ kind: 'now', delivery: { id: edit.id } });
  });

  it('waits for what it depends on, and is given up with it', () => {
    const room = make({ op: 'chat.room' }, { nextAt: soon });
    const headline = make({ op: 'chat.headline' }, { dependsOn: [room.id] });
    expect(pick([room, headline]).kind).toBe('later');
    expect(pick([headline]).kind).toBe('now');
    const dead = { kind: 'delivery', delivery: room.id, result: 'dead' } as Entry;
    expect(pick([headline], [dead])).toMatchObject({ kind: 'orphan', on: room.id });
  });

  it('leaves other targets alone', () => {
    expect(pick([make({ op: 'board.card' })])).toEqual({ kind: 'nothing' });
  });
});

describe('the time between attempts', () => {
  const after = (op: 'page.trigger' | 'chat.room', attempts: number) =>
    backoffMs({ work: { op }, attempts }, 1);

  it('doubles up to half a minute for a page and a minute for the rest', () => {
    expect([1, 2, 3, 4, 20].map((attempts) => after('page.trigger', attempts))).toEqual([
      1000, 2000, 4000, 8000, 30_000,
    ]);
    expect(after('chat.room', 20)).toBe(60_000);
  });

  it('is spread over the whole of it, and never nothing', () => {
    expect(backoffMs({ work: { op: 'chat.room' }, attempts: 4 }, 0.25)).toBe(2000);
    expect(backoffMs({ work: { op: 'chat.room' }, attempts: 4 }, 0)).toBe(50);
  });
});
