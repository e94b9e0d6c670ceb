import { describe, expect, it } from 'vitest';
import type { Delivery, Outcome, Remote } from '../../announcements/ports.js';
import type { MetricAlarm } from '../../contracts/alarm-definition.js';
import type { MetricSample } from '../../contracts/metric-sample.js';
import type { MailMessage } from '../../platform/compose-mail.js';
import { utc } from '../../platform/zone.js';
import { createVirtualClock } from '../../testing/virtual-clock.js';
import type { MetricInstance } from '../instances.js';
import { metricSample, routeSample } from '../testing/metric-samples.js';
import { earlyWarnings } from './early-warning.js';
import { trendOf } from './trend.js';
import { createWarnEarly } from './warn-early.js';

const minute = 60_000;
const start = Date.UTC(2018, 10, 15, 10);
const definition: MetricAlarm = {
  ...{ kind: 'metric', name: 'queue-age', severity: 'sev3', owner: 'cat-api' },
  ...{ summary: 'Thumbnails come <late>.', runbook: 'queue-age', measure: 'queue-age' },
  ...{ of: 'service', comparison: 'above', threshold: 600, missingData: 'missing' },
  ...{ periodSeconds: 60, evaluationPeriods: 5, datapointsToAlarm: 3 },
};
const queueAge: MetricInstance = {
  ...{ kind: 'metric', name: 'queue-age', definition, route: null, threshold: 600 },
};
const cacheHits: MetricInstance = {
  ...queueAge,
  definition: { ...definition, measure: 'cache-hit-share', comparison: 'below' },
  threshold: 0.5,
};

/** A sample at the end of each minute; null is a minute without one. */
const samplesOf = (values: readonly (number | null)[]) =>
  values.flatMap((value, index) => {
    const at = new Date(start + (index + 1) * minute).toISOString();
    const gauges = { catops_jobs_oldest_waiting_seconds: value ?? 0 };
    return value === null ? [] : [metricSample({ at, seconds: 60, gauges })];
  });
const range = (count: number, of: (index: number) => number | null) =>
  Array.from({ length: count }, (_, index) => of(index));
/** What is warned of when so many minutes have passed. */
const warned = (values: readonly (number | null)[], instance = queueAge) =>
  earlyWarnings([instance], samplesOf(values), start + values.length * minute);

it('tells the trend of values, whatever a wild one among them says', () => {
  const points = [0, 10, 20, 900, 40, 50].map((value, at) => ({ at: at * minute, value }));
  expect(trendOf(points)).toMatchObject({ perMinute: 10, now: 50 });
  // Mann (1945): 15 pairs of six, all rising, of variance 28.33.
  expect(trendOf(points.with(3, { at: 3 * minute, value: 30 })).z).toBeCloseTo(14 / 28.333 ** 0.5);
  expect(trendOf(points.map((point) => ({ ...point, value: 1 }))).z).toBe(0);
});

describe('an early warning', () => {
  it('says of what grows when it crosses the threshold', () => {
    const [warning] = warned(range(30, (index) => 15 * index));
    expect(warning?.crossesAt).toBe(start + 41 * minute);
    expect(warning?.points.length).toBe(20);
  });

  it('says so of a share that falls, and of a route', () => {
    const samples = range(30, (index) => index).map((index) =>
      metricSample({
        at: new Date(start + (Number(index) + 1) * minute).toISOString(),
        routes: [
          routeSample({
            requests: { 200: 1000 },
            outcomes: { hit: 900 - 20 * Number(index), miss: 100, stale: 0, bypass: 0 },
          }),
        ],
      }),
    );
    const of = { ...cacheHits, route: 'GET /v1/breeds' } as const;
    expect(earlyWarnings([of], samples, start + 30 * minute)).toEqual([]);
    expect(earlyWarnings([{ ...of, threshold: 0.7 }], samples, start + 30 * minute)).toHaveLength(
      1,
    );
  });

  it.each([
    ['what is level', range(30, (index) => 500 + (index % 3))],
    ['what jumped once', range(30, (index) => (index < 20 ? 1 : 400) + (index % 2))],
    ['what is far away', range(30, (index) => index)],
    ['what falls', range(30, (index) => 500 - 10 * index)],
    ['what is beyond it already: that is the alarm', range(30, (index) => 300 + 15 * index)],
    ['what began just now', range(16, (index) => 30 * index)],
    [
      'what was not looked at',
      range(30, (index) => (index > 20 && index < 29 ? null : 15 * index)),
    ],
    ['what there is no newest of', range(30, (index) => (index === 29 ? null : 15 * index))],
  ])('says nothing of %s', (_what, values) => {
    expect(warned(values)).toEqual([]);
  });

  it('says nothing of a queue that grows for now and is worked off in time', () => {
    const values = range(30, (index) => 15 * index);
    const queue = (waiting: number) =>
      samplesOf(values).map((sample, index) => ({
        ...sample,
        gauges: {
          ...sample.gauges,
          'catops_jobs_oldest_waiting_seconds{lane="usual"}': 15 * index,
          'catops_jobs_waiting{lane="usual"}': waiting,
          'catops_jobs_done_total{lane="usual"}': 30,
        },
      }));
    const end = start + 30 * minute;
    expect(earlyWarnings([queueAge], queue(290), end)).toEqual([]);
    expect(earlyWarnings([queueAge], queue(310), end)).toHaveLength(1);
  });

  it('says nothing of an alarm that one is too many for', () => {
    const restarts = { ...queueAge, definition: { ...definition, measure: 'process-restarts' } };
    expect(
      warned(
        range(30, (index) => 15 * index),
        restarts as MetricInstance,
      ),
    ).toEqual([]);
  });
});

describe('who is told of it', () => {
  function world(ends: readonly ('sent' | 'refused')[] = []) {
    const clock = createVirtualClock(start + 30 * minute);
    const deliveries = new Map<string, Delivery>();
    const mails: MailMessage[] = [];
    const said: string[] = [];
    const left = [...ends];
    const send = async (mail: MailMessage): Promise<Outcome<Remote>> => {
      if (left.shift() === 'refused') return { kind: 'refused-before-send', message: 'No way.' };
      mails.push(mail);
      return { kind: 'done', value: { id: mail.key, url: null } };
    };
    const boot = () => {
      const warn = createWarnEarly({
        ...{ service: 'cats\u001b[31m<b>', zone: utc },
        delivery: {
          clock,
          journal: {
            read: async (key) => deliveries.get(key) ?? null,
            write: async (key, delivery) => void deliveries.set(key, delivery),
          },
          lag: { requestTimeoutMs: 8000, lookAgainMs: 5000 },
        },
        mail: {
          mailer: { name: 'outbox', send, find: async () => ({ kind: 'done', value: null }) },
          from: { name: '', address: 'catops@example.com' },
          to: [{ name: '', address: 'ada@example.com' }],
        },
        say: (line) => said.push(line),
      });
      return (samples: readonly MetricSample[], now: number) =>
        warn(earlyWarnings([queueAge], samples, now), now, quiet);
    };
    return { mails, said, boot };
  }
  const quiet = new AbortController().signal;
  const samples = samplesOf(range(31, (index) => 15 * index));
  const at = (minutes: number) => start + minutes * minute;

  it('is told once a day, with evidence and runbook, however often it is started', async () => {
    const { mails, said, boot } = world();
    const warn = boot();
    await warn(samples, at(30));
    await warn(samples, at(31));
    await boot()(samples, at(31));
    expect(said).toEqual([
      'Early warning: queue-age is 435 s and rises by 15 s a minute: beyond 600 s at about 2018-11-15 ' +
        '10:41 UTC. catops runbook show queue-age',
    ]);
    const [mail, ...others] = mails;
    expect(others).toEqual([]);
    expect(mail).toMatchObject({
      key: '2018-11-15-early-queue-age',
      subject: 'cats<b>: early warning, queue-age may fire at 2018-11-15 10:41 UTC',
    });
    expect(mail?.text).toContain('2018-11-15 10:30 UTC   435 s');
    expect(mail?.text).toContain('catops runbook show queue-age');
    expect(mail?.html).toContain('Thumbnails come &lt;late&gt;.');
    expect(mail?.html).not.toMatch(/<b>|<script/);
  });

  it('is told when a mail that failed goes the next time', async () => {
    const { mails, said, boot } = world(['refused', 'sent']);
    const warn = boot();
    await expect(warn(samples, at(30))).rejects.toMatchObject({ code: 'delivery-failed' });
    expect(said).toEqual([]);
    await warn(samples, at(31));
    expect([mails.length, said.length]).toEqual([1, 1]);
  });
});
