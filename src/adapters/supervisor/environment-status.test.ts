import { expect, it } from 'vitest';
import type { ControlStatus } from '../../contracts/supervisor-control.js';
import { absentStatus, environmentStatus } from './environment-status.js';

const since = '2018-11-14T03:10:00.000Z';
const worker = { pid: 7, version: 'v1', isReady: true, isLeaving: false, since };
const traffic = {
  ...{ perSecond: 10, s2xx: 10, s3xx: 0, s4xx: 0, s5xx: 0 },
  ...{ p50: 0.001, p95: 0.002, p99: 0.003 },
};
const whole: ControlStatus = {
  ...{ state: 'ready', version: 'v1', min: 1, max: 2, restarts: 0, ill: [], traffic },
  ...{
    processes: [worker],
    jobs: [{ ...worker, pid: 8 }],
    url: 'http://127.0.0.1:3000',
    at: since,
  },
};
const about = { name: 'local', production: false };
const health = (change: Partial<ControlStatus>) =>
  environmentStatus({ ...whole, ...change }, about, null).health;

it('is green when all processes answer and nothing is ill', () => {
  expect(environmentStatus(whole, about, null)).toMatchObject({
    ...{ name: 'local', kind: 'local', state: 'ready', version: 'v1', instanceProof: true },
    health: { colour: 'green', label: 'Ok', causes: [] },
    capacity: { min: 1, max: 2, running: 1 },
    instances: [{ id: 'process 7', version: 'v1', health: 'green', since }],
    requests: { perSecond: 10, s2xx: 10 },
    latency: { p50: 0.001, p95: 0.002, p99: 0.003 },
  });
});

it.each<[string, Partial<ControlStatus>, string, RegExp]>([
  ['a process is missing', { min: 2 }, 'yellow', /^1 of 2 API processes/],
  ['nobody answers', { processes: [{ ...worker, isReady: false }] }, 'red', /^0 of 1/],
  ['nobody works jobs off', { jobs: [] }, 'yellow', /queued/],
  ['something is ill', { ill: ['redis is degraded'] }, 'yellow', /^redis is degraded\.$/],
  ['some requests fail', { traffic: { ...traffic, s2xx: 9.5, s5xx: 0.5 } }, 'yellow', /^5\.0 %/],
  ['many requests fail', { traffic: { ...traffic, s2xx: 8, s5xx: 2 } }, 'red', /^20\.0 %/],
])('is not green when %s', (_, change, colour, cause) => {
  const seen = health(change);
  expect(seen.colour).toBe(colour);
  expect(seen.causes).toEqual([expect.stringMatching(cause)]);
});

it('takes a failure among a few requests for nothing', () => {
  expect(health({ traffic: { ...traffic, perSecond: 0.5, s2xx: 0.4, s5xx: 0.1 } }).colour).toBe(
    'green',
  );
});

it('shows who has a place, not who leaves it', () => {
  const processes = [worker, { ...worker, pid: 6, version: 'v0', isLeaving: true }];
  const { capacity, instances } = environmentStatus({ ...whole, processes }, about, null);
  expect([capacity?.running, instances.map(({ id }) => id)]).toEqual([1, ['process 7']]);
});

it('was changed when somebody changed it, however late it is asked and whatever died since', () => {
  const replaced = { ...worker, pid: 9, since: '2018-11-14T05:00:00.000Z' };
  const status = { ...whole, processes: [replaced, worker], at: '2018-11-14T09:00:00.000Z' };
  expect(environmentStatus(status, about, since).updatedAt).toBe(since);
});

it('is not known when nothing runs', () => {
  const seen = absentStatus(about, since);
  expect(seen).toMatchObject({ state: 'terminated', health: { colour: 'grey' }, version: null });
  expect([seen.updatedAt, absentStatus(about, null).updatedAt]).toEqual([since, null]);
});
