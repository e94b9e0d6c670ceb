import { expect, it } from 'vitest';
import { createQueryMeter } from '../../infra/sql/query-meter.js';
import { GroupCommit } from './group-commit.js';

interface Writing {
  readonly items: readonly number[];
  done(): void;
  fail(error: Error): void;
}

function started(limits?: { atOnce: number; waiting: number }) {
  const writing: Writing[] = [];
  const group = new GroupCommit<number, string>(
    (items) =>
      new Promise((resolve, reject) => {
        writing.push({ items, done: () => resolve(items.map(String)), fail: reject });
      }),
    limits,
  );
  return { group, writing };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

it('writes the first at once, and what came meanwhile together', async () => {
  const { group, writing } = started();
  const results = [1, 2, 3].map((item) => group.add(item));
  expect(writing.map(({ items }) => items)).toEqual([[1]]);
  writing[0]?.done();
  expect(await results[0]).toBe('1');
  await settled();
  expect(writing.map(({ items }) => items)).toEqual([[1], [2, 3]]);
  writing[1]?.done();
  expect(await Promise.all(results)).toEqual(['1', '2', '3']);
});

it('writes so many at once and no more', async () => {
  const { group, writing } = started({ atOnce: 2, waiting: 100 });
  const results = [1, 2, 3, 4, 5].map((item) => group.add(item));
  for (let round = 0; round < 3; round += 1) {
    writing[round]?.done();
    await settled();
  }
  expect(writing.map(({ items }) => items)).toEqual([[1], [2, 3], [4, 5]]);
  writing[2]?.done();
  expect(await Promise.all(results)).toEqual(['1', '2', '3', '4', '5']);
});

it('tells everybody of a group that was not written, and goes on', async () => {
  const { group, writing } = started();
  const [first, second, third] = [1, 2, 3].map((item) => group.add(item));
  const failed = Promise.allSettled([second, third]);
  writing[0]?.done();
  await first;
  await settled();
  writing[1]?.fail(new Error('no space'));
  expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const fourth = group.add(4);
  writing[2]?.done();
  expect(await fourth).toBe('4');
});

it('refuses what would wait too long as overload', async () => {
  const { group, writing } = started({ atOnce: 2, waiting: 2 });
  const kept = [1, 2, 3].map((item) => group.add(item));
  await expect(group.add(4)).rejects.toThrow('Too many writes wait');
  for (let round = 0; round < 2; round += 1) {
    writing[round]?.done();
    await settled();
  }
  expect(await Promise.all(kept)).toEqual(['1', '2', '3']);
});

it('charges a group to the first that waited for it', async () => {
  const meter = createQueryMeter();
  const group = new GroupCommit<number, number>(async (items) => {
    meter.count();
    await settled();
    return items;
  });
  const measured = await Promise.all([1, 2, 3].map((item) => meter.measure(() => group.add(item))));
  expect(measured.map(({ queries }) => queries)).toEqual([1, 1, 0]);
  expect(meter.totals).toEqual({ queries: 2, unattributed: 0 });
});
