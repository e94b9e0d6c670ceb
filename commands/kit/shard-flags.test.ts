import { expect, it } from 'vitest';
import { readShardFlags, shardFile } from './shard-flags.js';

const target = 'http://127.0.0.1:3000';
const host = (env = {}) => ({
  env,
  clock: {
    now: () => Date.UTC(2018, 10, 15, 10),
    monotonic: () => 0,
    sleep: async () => undefined,
  },
});
const read = (shard: string | undefined, env = {}, url: string | undefined = target) =>
  readShardFlags({ shard, startAt: undefined, baseline: undefined }, url, host(env)).shard;

it('reads which part is asked for, from 0', () => {
  expect(read('3/4')).toEqual({ index: 3, total: 4 });
  expect(read('auto', { CIRCLE_NODE_INDEX: '1', CIRCLE_NODE_TOTAL: '2' })).toEqual({
    index: 1,
    total: 2,
  });
  expect(read(undefined)).toBeNull();
});

it.each(['4/4', '1', '1/0', '-1/4', '1/4/2', 'a/b', '0/1001', ' 1/4', ''])(
  'refuses "%s"',
  (text) => {
    expect(() => read(text)).toThrow(`--shard: "${text}" is not I/N`);
  },
);

it('says what is missing where CircleCI is to be asked, or wrong in what it says', () => {
  expect(() => read('auto')).toThrow('CIRCLE_NODE_INDEX and CIRCLE_NODE_TOTAL are not set');
  expect(() => read('auto', { CIRCLE_NODE_INDEX: '2', CIRCLE_NODE_TOTAL: '2' })).toThrow(
    'CIRCLE_NODE_INDEX/CIRCLE_NODE_TOTAL: "2/2" is not I/N',
  );
});

it('divides no load of an API that each part would start for itself', () => {
  expect(() =>
    readShardFlags({ shard: '0/2', startAt: undefined, baseline: undefined }, undefined, host()),
  ).toThrow('the parts of one load go to one API: name it by --target.');
});

it('takes a moment with its zone, and none without', () => {
  const at = (startAt: string) =>
    readShardFlags({ shard: undefined, startAt, baseline: undefined }, target, host()).startAt;
  expect(at('2018-11-15T21:20:00+11:00')).toBe(Date.UTC(2018, 10, 15, 10, 20));
  expect(at('2018-11-15T10:20:00Z')).toBe(Date.UTC(2018, 10, 15, 10, 20));
  for (const text of ['2018-11-15T10:20:00', '21:20', 'soon', '2018-99-15T10:20:00Z']) {
    expect(() => at(text), text).toThrow(`--start-at: "${text}" is not a moment with its zone`);
  }
  expect(() => at('2099-01-01T00:00:00Z')).toThrow('is more than an hour away.');
});

it('gives no two parts of a load one name', () => {
  const names = [0, 1, 2].map((index) => shardFile('default', { index, total: 3 }));
  expect(new Set(names).size).toBe(3);
});

it.each(['junit', 'html', 'md'] as const)(
  'writes no --%s of a part, which has no verdict',
  (kind) => {
    const words = { shard: '0/2', startAt: undefined, baseline: undefined, [kind]: 'file' };
    expect(() => readShardFlags(words, target, host())).toThrow(
      `--${kind}: a part has no verdict; give it to catops loadtest merge.`,
    );
  },
);
