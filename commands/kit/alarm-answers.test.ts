import { beforeEach, describe, expect, it } from 'vitest';
import { CatopsError } from '../../src/platform/errors.js';
import {
  createFakeAlarmSource,
  type FakeAlarmSource,
} from '../../src/testing/fake-alarm-source.js';
import { createTestHost } from '../../src/testing/test-host.js';
import { createVirtualClock, type VirtualClock } from '../../src/testing/virtual-clock.js';
import { alarmHistory, checkAlarms, listAlarms } from './alarm-answers.js';
import type { Wiring } from './wiring.js';

let clock: VirtualClock;
let source: FakeAlarmSource;

beforeEach(() => {
  clock = createVirtualClock(Date.UTC(2026, 10, 29, 3, 0));
  source = createFakeAlarmSource({ clock, pageSize: 2, twice: true });
  source.put({ name: 'queue-age', severity: 'sev3', state: 'ALARM', runbook: 'queue-age' });
  source.put({ name: 'latency-p99', severity: 'sev2', state: 'ALARM', runbook: 'latency-p99' });
  source.put({ name: 'replica-lag', severity: 'sev2', state: 'INSUFFICIENT_DATA' });
  source.put({ name: 'error-share', severity: 'sev1' });
  source.put({ name: 'made-by-hand' });
  clock.advance(90_000);
});

function invocation() {
  const wiring = { alarmSource: async () => source, settings: () => ({ timeZone: 'UTC' }) };
  const host = createTestHost({ argv: [], clock });
  return { host, wiring: wiring as unknown as Wiring };
}

const every = { prefix: undefined, nameRegex: undefined, type: undefined, state: [] };
const check = (flags: Partial<Parameters<typeof checkAlarms>[1]> = {}) =>
  checkAlarms(invocation(), {
    ...{ prefix: undefined, nameRegex: undefined, type: undefined },
    ...{ severity: undefined, noData: false, muted: false },
    ...flags,
  });

describe('listing alarms', () => {
  it('puts what fires first, the worst above, then what cannot be judged', async () => {
    const reply = await listAlarms(invocation(), every);
    expect(reply.exit).toBe('ok');
    const lines = reply.text().split('\n');
    expect(lines.slice(1, 6).map((line) => line.match(/\S+-\S+(-\S+)?/)?.[0])).toEqual([
      ...['latency-p99', 'queue-age', 'replica-lag', 'error-share', 'made-by-hand'],
    ]);
    expect(lines[1]).toContain('1 min 30 s');
    expect(lines.at(-1)).toBe('2 firing, 1 without data, 2 ok in Fake.');
  });

  it('tells quiet alarms of many routes in one line, and those that are not each', async () => {
    for (const n of [1, 2, 3, 4, 5]) source.put({ name: `latency-p99 GET /v1/${n}` });
    source.put({ name: 'latency-p99 GET /v1/5', state: 'ALARM' });
    const reply = await listAlarms(invocation(), every);
    const routes = reply.text().match(/latency-p99(, 4 routes| GET \/v1\/\d)/g);
    expect(routes).toEqual(['latency-p99 GET /v1/5', 'latency-p99, 4 routes']);
    expect(reply.data['alarms']).toHaveLength(10);
  });

  it('says that nothing is meant, and keeps text of others off the terminal', async () => {
    const none = await listAlarms(invocation(), { ...every, prefix: 'no-such' });
    expect(none.text()).toBe('Fake has no such alarm.');
    source.put({ name: 'evil\u001b[2J', reason: '\u0007ding' });
    const text = (await listAlarms(invocation(), every)).text();
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});

describe('listing alarms where nothing runs', () => {
  const definition = { owner: 'cat-api', summary: 'It is ill.', severity: 'sev2' } as const;
  const ask = (flags: object, failure?: unknown) => {
    source = createFakeAlarmSource({ clock, pageSize: 2 });
    source.watch(false);
    const definitions = [
      { ...definition, kind: 'metric', name: 'latency-p99', runbook: 'latency-p99', of: 'route' },
      { ...definition, kind: 'composite', name: 'api-unusable', runbook: 'api-unusable', any: [] },
    ];
    const { host, wiring } = invocation();
    const given = Object.assign(wiring, {
      alarmDocument: async () => {
        if (failure) throw failure;
        return { definitions };
      },
    });
    return listAlarms({ host, wiring: given as unknown as Wiring }, { ...every, ...flags });
  };

  it('says so, and what would be judged', async () => {
    const reply = await ask({});
    const [first, second, , ...rows] = reply.text().split('\n');
    expect([reply.exit, first]).toEqual([
      'ok',
      expect.stringMatching(/^! Nothing runs.*catops up$/),
    ]);
    expect([second, rows]).toEqual([
      'It would judge 2 alarms:',
      [
        expect.stringMatching(/^sev2 +latency-p99 +each route +latency-p99 +It is ill\.$/),
        expect.stringMatching(/^sev2 +api-unusable +others +api-unusable +It is ill\.$/),
      ],
    ]);
    expect(reply.data).toMatchObject({ watched: false, alarms: [], definitions: [{}, {}] });
  });

  it('lists those that are meant, and none where a state was asked for', async () => {
    expect((await ask({ prefix: 'api' })).data['definitions']).toHaveLength(1);
    expect((await ask({ prefix: 'x' })).text()).toMatch(/\nNo such alarm is defined\.$/);
    expect((await ask({ state: ['ALARM'] })).text()).toMatch(/\nNone was left in such a state\.$/);
  });

  it('says so as well where the API that is down is the one to tell them', async () => {
    const down = new CatopsError('target-unreachable', 'http://10.0.0.1 does not \u001b[2Janswer.');
    const reply = await ask({}, down);
    const [first, second] = reply.text().split('\n');
    expect([reply.exit, first]).toEqual(['ok', expect.stringMatching(/^! Nothing runs/)]);
    expect(second).toBe('What would be judged is not known: http://10.0.0.1 does not answer.');
    expect(reply.data).toMatchObject({ watched: false, alarms: [], definitions: null });
    // Nobody has to be asked for them.
    expect((await ask({ state: ['ALARM'] }, down)).data['definitions']).toBeNull();
    const bug = new TypeError('It is a bug.');
    await expect(ask({}, bug)).rejects.toBe(bug);
  });
});

describe('checking alarms', () => {
  it('ends with 10 when one fires, and names its runbook', async () => {
    const reply = await check();
    expect(reply.exit).toBe('no');
    expect(reply.text()).toContain('2 of 5 alarms in Fake fail the check.');
    expect(reply.text()).toContain('catops runbook show latency-p99');
    expect(reply.data['failing']).toMatchObject([{ name: 'latency-p99' }, { name: 'queue-age' }]);
  });

  it.each([
    [{ prefix: 'error' }, 'ok'],
    [{ severity: 'sev1' as const }, 'ok'],
    [{ severity: 'sev2' as const }, 'no'],
    [{ prefix: 'replica' }, 'ok'],
    [{ prefix: 'replica', noData: true }, 'no'],
    [{ prefix: 'no-such' }, 'noEvidence'],
  ])('with %j ends with %s', async (flags, exit) => {
    expect((await check(flags)).exit).toBe(exit);
  });

  it('does not pass where nobody judges them, and still ends with 10 when one was left firing', async () => {
    source.watch(false);
    const quietly = await check({ prefix: 'error' });
    expect(quietly.exit).toBe('noEvidence');
    expect(quietly.text()).toContain('Nobody judges the alarms of Fake now');
    expect((await check()).exit).toBe('no');
    expect((await listAlarms(invocation(), every)).text()).toContain('Nobody judges');
  });

  it('does not count what somebody muted, and says so', async () => {
    source.put({ name: 'latency-p99', muted: true });
    source.put({ name: 'queue-age', muted: true });
    const reply = await check();
    expect(reply.exit).toBe('ok');
    expect(reply.text()).toContain('! latency-p99 (sev2) would count, and is muted.');
    expect((await check({ muted: true })).exit).toBe('no');
  });

  it('fails as the source does, with nothing about quiet', async () => {
    const refused = new Error('refused');
    source.fail(refused);
    await expect(check()).rejects.toBe(refused);
  });
});

describe('the history of alarms', () => {
  const history = (flags: { since?: string; limit?: number } = {}, name?: string) =>
    alarmHistory(invocation(), name, {
      ...every,
      ...{ since: flags.since, until: undefined, limit: flags.limit, utc: false },
    });

  beforeEach(() => {
    for (const to of ['ALARM', 'OK', 'ALARM'] as const) {
      source.change('error-share', to, { reason: `now ${to}` });
      clock.advance(3_600_000);
    }
    source.change('queue-age', 'OK', { reason: 'caught up' });
    clock.advance(60_000);
  });

  it('tells each change once, oldest first', async () => {
    const { data, text } = await history();
    expect(data['changes']).toMatchObject([
      { name: 'error-share', to: 'ALARM' },
      { name: 'error-share', to: 'OK' },
      { name: 'error-share', to: 'ALARM' },
      { name: 'queue-age', to: 'OK' },
    ]);
    expect(text()).toContain('4 changes in Fake, times of UTC.');
  });

  it('tells those of one alarm, and since a time', async () => {
    expect((await history({}, 'queue-age')).data['changes']).toHaveLength(1);
    expect((await history({}, 'queue')).data['changes']).toHaveLength(0);
    expect((await history({ since: '90m' })).data['changes']).toHaveLength(2);
  });

  it('leaves out the earliest beyond the limit, and says how many', async () => {
    const { data, text } = await history({ limit: 1 });
    expect(data['changes']).toMatchObject([{ name: 'queue-age' }]);
    expect(text()).toContain('3 earlier ones left out: raise --limit.');
  });

  it('refuses a time that is none', async () => {
    await expect(history({ since: 'whenever' })).rejects.toMatchObject({ code: 'usage-invalid' });
  });
});
