import { expect, it } from 'vitest';
import { blamed, type Dependency } from '../failures/dependency.js';
import { mergeStates } from './dependency-state.js';
import { HealthBoard } from './health-board.js';

const from = (dependency: Dependency, code: string) =>
  blamed(Object.assign(new Error('it failed'), { code }), dependency);

function board() {
  const time = { now: 1000 };
  return { time, health: new HealthBoard({ now: () => time.now }) };
}

it('shows what was looked at, since when it is ill and why', () => {
  const { health, time } = board();
  expect(health.states).toEqual([]);
  health.seen('objects');
  health.seen('redis', from('redis', 'ECONNREFUSED'));
  time.now = 2000;
  health.seen('redis', from('redis', 'ETIMEDOUT'));
  const reason = 'it does not answer in time';
  expect(health.states).toEqual([
    { dependency: 'objects', status: 'ok', since: null, reason: null, illIn: 0 },
    { dependency: 'redis', status: 'degraded', since: 1000, reason, illIn: 1 },
  ]);
  health.seen('redis');
  expect(health.states[1]).toMatchObject({ status: 'ok', since: null, reason: null });
});

it('says which of several is ill, and no longer when it is well', () => {
  const { health } = board();
  const why = from('database-replica', 'ECONNREFUSED');
  health.seen('database-replicas', why, 'replica-1:3306, database cats');
  const reason = 'replica-1:3306, database cats: nobody listens there';
  expect(health.states).toMatchObject([{ status: 'degraded', reason }]);
  health.seen('database-replicas', undefined, '');
  expect(health.states).toMatchObject([{ status: 'ok', reason: null }]);
});

it('goes on saying why while what is ill is left alone', () => {
  const { health } = board();
  const shown = () => health.states.map(({ reason }) => reason);
  health.seen('database-write', from('database', 'ECONNREFUSED'));
  health.seen('database-write', from('database', 'BREAKER_OPEN'));
  expect(shown()).toEqual(['nobody listens there']);
  health.seen('database-write');
  health.seen('database-write', from('database', 'BREAKER_OPEN'));
  expect(shown()).toEqual(['it failed several times in a row, and is tried once a second']);
});

it('believes a write that failed more than a look that found nothing, for a while', () => {
  const { health, time } = board();
  health.seen('database-write');
  health.failed(from('database', 'SQLITE_FULL'), 'POST /v1/votes');
  time.now += 5000;
  health.seen('database-write');
  const ill = { status: 'down', since: 1000, reason: 'its disk is full' };
  expect(health.states[0]).toMatchObject(ill);
  time.now += 5000;
  health.seen('database-write');
  expect(health.states[0]).toMatchObject({ status: 'ok' });
});

it.each<[string, unknown, string | undefined]>([
  ['a read', from('database', 'EIO'), 'GET /v1/votes'],
  ['what no request waited for', from('database', 'EIO'), undefined],
  ['a defect', new TypeError('x'), 'POST /v1/votes'],
  ['what is not looked at', from('objects', 'EIO'), 'GET /images/{file}'],
])('concludes nothing about writing from %s', (_, error, route) => {
  const { health } = board();
  health.seen('database-write');
  health.failed(error, route);
  expect(health.states).toMatchObject([{ dependency: 'database-write', status: 'ok' }]);
});

it('tells the worst of what several processes see, and since when any does', () => {
  const state = { dependency: 'objects', reason: null } as const;
  const merged = mergeStates([
    { ...state, status: 'down', since: 3000, illIn: 1 },
    { ...state, status: 'ok', since: null, illIn: 0 },
    { ...state, status: 'down', since: 2000, illIn: 1 },
  ]);
  expect(merged).toEqual([{ ...state, status: 'down', since: 2000, illIn: 2 }]);
});
