import { describe, expect, it } from 'vitest';
import type { Change } from './ports.js';
import { type FakeApp, fakeData, goodKey, openFakeApp } from './testing/fake-app.js';
import { FakeSharedLimits } from './testing/fake-shared-limits.js';
import { FakeSharedReplies } from './testing/fake-shared-replies.js';
import { FakeStores } from './testing/fake-stores.js';

const analysis = '/v1/images/ebv/analysis';
const hour = 3_600_000;

/** A database, and API processes on it that share their replies. */
function setUp() {
  const fake = new FakeStores(fakeData());
  const changes: Change[] = [];
  const clock = { now: 0 };
  const shared = new FakeSharedReplies(changes, () => clock.now);
  const limits = new FakeSharedLimits(() => clock.now);
  const open = async () => {
    const replies = shared.open();
    const state = { works: true, since: 0 };
    const app = await openFakeApp({ fake, shared: { replies, limits: limits.open(), state } });
    return Object.assign(app, { counts: replies.counts });
  };
  const analyse = (name: string) => {
    fake.data.analyses.set('ebv', { labels: [{ Name: name }] });
    changes.push({ seq: fake.change('image', 'ebv'), kind: 'image', subject: 'ebv' });
  };
  const passes = (ms: number, ...apps: readonly FakeApp[]) => {
    clock.now += ms;
    for (const app of apps) app.clock.advance(ms);
  };
  return { fake, open, analyse, passes };
}
const seen = async (app: FakeApp) => (await app.ask(analysis)).body;
const last = ({ records }: FakeApp) => {
  const record = records.at(-1);
  return [record?.cache, record?.db_queries];
};

describe('a reply that one process has loaded', () => {
  it('is given by another without a query, byte for byte', async () => {
    const { fake, open } = setUp();
    const [one, other] = [await open(), await open()];
    const first = await one.ask(analysis);
    fake.queries.length = 0;
    fake.failure = new Error('The database is away.');
    const second = await other.ask(analysis);
    const told = ({ headers: { date: _, 'x-response-time': __, ...headers } }: typeof first) =>
      headers;
    expect([second.status, second.body, told(second)]).toEqual([200, first.body, told(first)]);
    expect([last(one), last(other), fake.queries]).toEqual([['miss', 1], ['hit', 0], []]);
    await other.ask(analysis);
    expect([last(other), other.counts.hits]).toEqual([['hit', 0], 1]);
  });

  it('is asked for once by any crowd', async () => {
    const { fake, open } = setUp();
    const [one, other] = [await open(), await open()];
    await one.ask(analysis);
    fake.queries.length = 0;
    await Promise.all(Array.from({ length: 1000 }, () => other.ask(analysis)));
    expect([other.counts, fake.queries]).toEqual([{ hits: 1, misses: 0, errors: 0 }, []]);
  });

  it('gets as old as it is, wherever it came from', async () => {
    const { fake, open, passes } = setUp();
    const [one, other] = [await open(), await open()];
    await one.ask(analysis);
    passes(hour - 1000, one, other);
    await other.ask(analysis);
    expect(last(other)).toEqual(['hit', 0]);
    passes(1000, one, other);
    fake.queries.length = 0;
    await other.ask(analysis);
    expect([last(other), fake.queries]).toEqual([['stale', 0], ['images.analysis']]);
  });

  it('is given stale at once, and renewed by one load for all', async () => {
    const { fake, open, passes } = setUp();
    const [one, other, third] = [await open(), await open(), await open()];
    await one.ask(analysis);
    passes(hour, one, other, third);
    fake.queries.length = 0;
    await Promise.all([1, 2, 3].map(() => other.ask(analysis)));
    expect(other.records.map(({ cache }) => cache)).toEqual(['stale', 'stale', 'stale']);
    await expect.poll(async () => (await other.ask(analysis)) && last(other)).toEqual(['hit', 0]);
    await third.ask(analysis);
    expect([last(third), fake.queries]).toEqual([['hit', 0], ['images.analysis']]);
  });
});

describe('something that changes', () => {
  it('is given as it was by no process that has heard of it', async () => {
    const { open, analyse } = setUp();
    const [one, other] = [await open(), await open()];
    const before = await seen(one);
    expect(await seen(other)).toBe(before);
    analyse('Tiger');
    await one.app.catchUp();
    await other.app.catchUp();
    expect(await seen(one)).toContain('Tiger');
    expect(await seen(other)).toContain('Tiger');
    expect(last(other)).toEqual(['hit', 0]);
  });

  it('while a slow process reads it is never given as that one had read it', async () => {
    const { fake, open, analyse } = setUp();
    const [slow, other] = [await open(), await open()];
    let goOn = () => {};
    fake.gate = new Promise((resolve) => {
      goOn = resolve;
    });
    const asked = slow.ask(analysis);
    await expect.poll(() => fake.queries).toContain('images.analysis');
    fake.gate = Promise.resolve();
    analyse('Tiger');
    await other.app.catchUp();
    goOn();
    expect((await asked).body).not.toContain('Tiger');
    const fresh = await open();
    expect(await seen(fresh)).toContain('Tiger');
    expect(await seen(other)).toContain('Tiger');
    await slow.app.catchUp();
    expect(await seen(slow)).toContain('Tiger');
  });
});

it('shares no error, no file, and nothing that belongs to an account', async () => {
  const { open } = setUp();
  const app = await open();
  await app.ask('/v1/images/nope/analysis');
  await app.ask('/images/ebv.jpg');
  await app.ask('/v1/votes', { key: goodKey });
  await app.ask('/v1/images/ebv?sub_id=me&include_vote=1', { key: goodKey });
  expect(app.counts).toEqual({ hits: 0, misses: 0, errors: 0 });
});
