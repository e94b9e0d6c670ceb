import { describe, expect, it } from 'vitest';
import { utc } from '../../platform/zone.js';
import type { MilestoneName } from '../incident.js';
import { type SampleEntry, sampleIncident } from '../report/testing/sample-incident.js';
import { metricRow } from './metric-text.js';
import { type MetricName, metricsOf } from './metrics.js';

function milestone(
  name: MilestoneName,
  time: string,
  more: Partial<SampleEntry> = {},
): SampleEntry {
  return {
    ...more,
    kind: 'milestone',
    name,
    text: null,
    at: `2026-09-12T${time}:00.000Z`,
  } as SampleEntry;
}

function row(name: MetricName, drafts: readonly SampleEntry[], changes = {}) {
  const metric = metricsOf(sampleIncident(drafts, changes)).find((one) => one.name === name);
  if (!metric) throw new Error(name);
  return metricRow(metric, utc);
}

const tool = { id: 'pagerduty', role: null, kind: 'tool' } as const;

describe('a figure of an incident', () => {
  it('prints its formula, both times and where they come from', () => {
    const drafts = [
      milestone('impact-started', '00:10', { source: 'alarms' }),
      milestone('detected', '00:52'),
    ];
    expect(row('time-to-detect', drafts)).toEqual({
      short: 'TTD',
      value: '42 min',
      formula: 'detected − impact-started',
      from: '2026-09-12 00:10 UTC, from alarms',
      to: '2026-09-12 00:52 UTC, from cli',
      why: '',
    });
  });

  it.each([
    ['time-to-declare', 'detected', 'declared'],
    ['time-to-page', 'declared', 'paged'],
    ['time-to-acknowledge', 'paged', 'acknowledged'],
    ['time-to-mitigate', 'impact-started', 'mitigated'],
    ['time-to-recover', 'impact-started', 'recovered'],
    ['time-to-resolve', 'impact-started', 'resolved'],
    ['response-duration', 'declared', 'resolved'],
  ] as const)('%s is from %s to %s', (name, from, to) => {
    const drafts = [milestone(from, '00:10'), milestone(to, '00:17')];
    expect(row(name, drafts)).toMatchObject({ value: '7 min', formula: `${to} − ${from}` });
  });

  it('is a dash, never 0, when a time is missing, and says which', () => {
    expect(row('time-to-mitigate', [])).toMatchObject({
      value: '—',
      from: '—',
      to: '—',
      why: 'no impact-started, no mitigated',
    });
    expect(row('time-to-mitigate', [milestone('mitigated', '02:00')]).why).toBe(
      'no impact-started',
    );
    expect(row('impact', []).value).toBe('—');
  });

  it('is refused when it would be negative, and names both times', () => {
    const drafts = [milestone('impact-started', '02:00'), milestone('mitigated', '01:30')];
    expect(row('time-to-mitigate', drafts)).toMatchObject({
      value: '—',
      why: 'refused: mitigated (2026-09-12T01:30:00.000Z) is before impact-started (2026-09-12T02:00:00.000Z)',
    });
  });

  it('is a real 0 when both times are the same', () => {
    const drafts = [milestone('impact-started', '02:00'), milestone('mitigated', '02:00')];
    expect(row('time-to-mitigate', drafts).value).toBe('0 s');
  });

  it('is rough when one of its times is', () => {
    const drafts = [
      milestone('impact-started', '00:00', { precision: 'approx' }),
      milestone('resolved', '02:00'),
    ];
    expect(row('time-to-resolve', drafts)).toMatchObject({
      value: '~2 h',
      from: '~2026-09-12 00:00 UTC, from cli',
    });
  });
});

describe('time to acknowledge', () => {
  const paged = milestone('paged', '01:00');

  it('does not count a tool, however it says so', () => {
    const why = 'acknowledged by a tool, not by a person';
    const byTool: SampleEntry = { kind: 'acknowledged', by: 'bot', via: 'cli', actor: tool };
    expect(row('time-to-acknowledge', [paged, byTool])).toMatchObject({ value: '—', why });
    const said = milestone('acknowledged', '01:05', { actor: tool });
    expect(row('time-to-acknowledge', [paged, said])).toMatchObject({ value: '—', why });
  });

  it('counts the first person after a tool was quicker', () => {
    const drafts: SampleEntry[] = [
      paged,
      { kind: 'acknowledged', by: 'bot', via: 'cli', actor: tool, at: '2026-09-12T01:01:00.000Z' },
      { kind: 'acknowledged', by: 'alex', via: 'cli', at: '2026-09-12T01:04:00.000Z' },
    ];
    expect(row('time-to-acknowledge', drafts).value).toBe('4 min');
  });

  it('is not made from a resolve', () => {
    const resolved: SampleEntry = {
      kind: 'state',
      from: 'investigating',
      to: 'resolved',
      reason: null,
      cancelled: null,
      forced: false,
      actor: tool,
    };
    expect(row('time-to-acknowledge', [paged, resolved]).why).toBe('no acknowledged');
  });

  it('is not known of an incident that was recorded afterwards', () => {
    const drafts = [paged, milestone('acknowledged', '01:05')];
    expect(row('time-to-acknowledge', drafts, { nature: 'backfilled' }).value).toBe('—');
  });
});

describe('an incident that was written down afterwards', () => {
  it('was not declared by the writing, unless somebody says when', () => {
    const detected = milestone('detected', '00:10');
    const old = { nature: 'backfilled' };
    expect(row('time-to-declare', [detected], old)).toMatchObject({
      value: '—',
      why: 'no declared',
    });
    const drafts = [detected, milestone('declared', '00:15')];
    expect(row('time-to-declare', drafts, old).value).toBe('5 min');
  });
});

describe('impact', () => {
  it('is the sum of its windows', () => {
    const drafts = [
      milestone('impact-started', '00:00'),
      milestone('recovered', '00:30'),
      milestone('impact-started', '02:00'),
      milestone('recovered', '02:15'),
    ];
    expect(row('impact', drafts)).toMatchObject({ value: '45 min' });
  });

  it('takes a second start without a recovery between them as a correction', () => {
    const drafts = [
      milestone('impact-started', '00:20'),
      milestone('impact-started', '00:05'),
      milestone('recovered', '00:30'),
    ];
    expect(row('impact', drafts).value).toBe('25 min');
  });

  it('is not known while it goes on', () => {
    expect(row('impact', [milestone('impact-started', '00:00')])).toMatchObject({
      value: '—',
      why: 'no recovered after 2026-09-12T00:00:00.000Z',
    });
  });
});
