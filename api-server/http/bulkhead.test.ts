import { expect, it } from 'vitest';
import { causeOf } from '../failures/cause.js';
import { blamed, dependencyOf } from '../failures/dependency.js';
import type { Bulkhead } from './bulkhead.js';
import { Bulkheads } from './bulkheads.js';
import { Overloaded } from './failure.js';

/** A clock that is moved by hand and then lets those go on whose time has come. */
class HandClock {
  passed = 0;
  #sleepers: { readonly until: number; wake(): void }[] = [];

  monotonic = () => this.passed;
  sleep = (ms: number) =>
    new Promise<void>((wake) => this.#sleepers.push({ until: this.passed + ms, wake }));

  async advance(ms: number): Promise<void> {
    this.passed += ms;
    const due = this.#sleepers.filter(({ until }) => until <= this.passed);
    this.#sleepers = this.#sleepers.filter((sleeper) => !due.includes(sleeper));
    for (const { wake } of due) wake();
    await settled();
  }
}

/** Until everything that was promised has gone on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

function open(lanes: number) {
  const clock = new HandClock();
  const state = { overloaded: false };
  const isOverloaded = () => state.overloaded;
  const bulkheads = new Bulkheads({ lanes, clock, isOverloaded });
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  /** Work that goes on until it is ended, in the order in which it began. */
  const load = (route: Bulkhead, name: string) =>
    route.run(async () => {
      begun.push(name);
      await new Promise<void>((end) => ends.push(end));
      return name;
    });
  const endNext = async () => {
    ends.shift()?.();
    await settled();
  };
  return { clock, state, bulkheads, begun, load, endNext };
}

it('holds no other route up while one is flooded', async () => {
  const { bulkheads, begun, load } = open(10);
  const flooded = bulkheads.create('database');
  const other = bulkheads.create('database');
  for (let turn = 0; turn < 100; turn += 1) void load(flooded, 'flood');
  void load(other, 'other');
  await settled();
  expect(begun).toEqual(['flood', 'flood', 'flood', 'flood', 'other']);
  expect(flooded.counts).toEqual({ inFlight: 4, waiting: 96, refused: 0 });
  expect(other.counts).toEqual({ inFlight: 1, waiting: 0, refused: 0 });
});

it('leaves one connection to nobody, and serves those who wait in turn, route by route', async () => {
  const { bulkheads, begun, load, endNext } = open(3);
  const [a, b, c] = [1, 2, 3].map(() => bulkheads.create('database')) as [
    Bulkhead,
    Bulkhead,
    Bulkhead,
  ];
  for (const name of ['a1', 'a2', 'a3']) void load(a, name);
  for (const name of ['b1', 'b2', 'c1']) void load(name.startsWith('b') ? b : c, name);
  await settled();
  expect(begun).toEqual(['a1', 'b1']);
  for (let turn = 0; turn < 6; turn += 1) await endNext();
  expect(begun).toEqual(['a1', 'b1', 'a2', 'b2', 'c1', 'a3']);
  expect([a, b, c].map(({ counts }) => counts.inFlight + counts.waiting)).toEqual([0, 0, 0]);
});

it('refuses what comes when too many wait, as overload', async () => {
  const { bulkheads, load } = open(3);
  const route = bulkheads.create('database');
  for (let turn = 0; turn < 1001; turn += 1) void load(route, 'one');
  await expect(load(route, 'too many')).rejects.toBeInstanceOf(Overloaded);
  expect(route.counts).toEqual({ inFlight: 1, waiting: 1000, refused: 1 });
  const [second, third] = [bulkheads.create('database'), bulkheads.create('database')];
  for (let turn = 0; turn < 1001; turn += 1) void load(second, 'two');
  // All routes together have their bound, too.
  void load(third, 'three').catch(() => {});
  expect(third.counts).toEqual({ inFlight: 0, waiting: 0, refused: 1 });
});

it('refuses what has waited too long, and never does it', async () => {
  const { clock, bulkheads, begun, load, endNext } = open(3);
  const route = bulkheads.create('database');
  void load(route, 'long');
  const early = load(route, 'early');
  await clock.advance(1500);
  await bulkheads.create('database').run(async () => 'the database answers');
  const late = load(route, 'late');
  await Promise.all([expect(early).rejects.toBeInstanceOf(Overloaded), clock.advance(600)]);
  expect(route.counts).toEqual({ inFlight: 1, waiting: 1, refused: 1 });
  await endNext();
  expect(begun).toEqual(['long', 'late']);
  await endNext();
  expect(await late).toBe('late');
  await clock.advance(5000);
  expect(route.counts).toEqual({ inFlight: 0, waiting: 0, refused: 1 });
});

it('blames the database for the queue while nothing comes back from it', async () => {
  const { clock, bulkheads, load } = open(2);
  const route = bulkheads.create('database');
  const lost = blamed(new Error('timed out'), 'database');
  const lose = () => clock.sleep(600).then(() => Promise.reject(lost));
  // Time-outs end queries, so that others begin; none of them is an answer.
  const timedOut = [1, 2, 3].map(() => route.run(lose).catch((error: unknown) => error));
  void load(route, 'never');
  const waits = load(route, 'waits').catch((error: unknown) => error);
  for (let passed = 0; passed < 2000; passed += 100) await clock.advance(100);
  expect(await Promise.all(timedOut)).toEqual([lost, lost, lost]);
  const refused = await waits;
  expect([causeOf(refused), dependencyOf(refused)]).toEqual(['database', 'database']);
});

it('goes on after work that failed', async () => {
  const { bulkheads } = open(1);
  const route = bulkheads.create('database');
  await expect(route.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await route.run(async () => 'yes')).toBe('yes');
});

it('takes nothing in while the process is overloaded', async () => {
  const { state, bulkheads, begun, load } = open(10);
  const route = bulkheads.create('database');
  state.overloaded = true;
  await expect(load(route, 'one')).rejects.toBeInstanceOf(Overloaded);
  state.overloaded = false;
  void load(route, 'two');
  expect(begun).toEqual(['two']);
});

it('lets what is done for many at once come in all together', async () => {
  const { bulkheads, load } = open(3);
  const route = bulkheads.create('batched');
  for (let turn = 0; turn < 2000; turn += 1) void load(route, 'vote');
  await expect(load(route, 'too many')).rejects.toBeInstanceOf(Overloaded);
  expect(route.counts).toEqual({ inFlight: 2000, waiting: 0, refused: 1 });
});
