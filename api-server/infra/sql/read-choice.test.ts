import { expect, it } from 'vitest';
import { chooseReplica, type ReadState, type ReplicaView } from './read-choice.js';

const view = (changes: Partial<ReplicaView> = {}): ReplicaView => ({
  ...{ applies: true, lagSeconds: 0, seq: 10 },
  ...changes,
});
const choose = (changes: Partial<ReadState>) =>
  chooseReplica({
    ...{ views: [view(), view()], primaryAnswers: true, seq: 10, maxLagSeconds: 5 },
    current: undefined,
    ...changes,
  });

it('reads from a replica, and stays with it', () => {
  expect(choose({})).toBe(0);
  expect(choose({ current: 1 })).toBe(1);
});

it('leaves a replica that is gone, broken or too far behind', () => {
  for (const bad of [
    undefined,
    view({ applies: false }),
    view({ lagSeconds: null }),
    view({ lagSeconds: 6 }),
  ]) {
    expect(choose({ views: [bad, view()], current: 0 })).toBe(1);
    expect(choose({ views: [bad, bad], current: 0 })).toBeUndefined();
  }
  expect(choose({ views: [view({ lagSeconds: 5 }), view()], current: 0 })).toBe(0);
});

it('goes to none that lacks a change that was read before', () => {
  expect(choose({ views: [undefined, view({ seq: 9 })], current: 0 })).toBeUndefined();
  expect(choose({ views: [view({ seq: 9 }), view()] })).toBe(1);
});

it('stays with its replica when the primary is lost', () => {
  const orphan = view({ lagSeconds: null });
  expect(choose({ views: [orphan, orphan], current: 1, primaryAnswers: false })).toBe(1);
});

it('takes the newest there is when nothing is whole', () => {
  const views = [undefined, view({ seq: 7 }), view({ seq: 8 })];
  expect(choose({ views, current: 0, primaryAnswers: false })).toBe(2);
  expect(choose({ views: [undefined, undefined], primaryAnswers: false })).toBeUndefined();
});
