import { describe, expect, it } from 'vitest';
import type {
  BroughtCommits,
  Diagnosis,
  DiagnosisChange,
  Hypothesis,
} from '../../src/contracts/diagnosis.js';
import { utc, zoneOf } from '../../src/platform/zone.js';
import { diagnosisReply } from './diagnose-reply.js';

const layout = { zone: utc, width: 80, prose: 80 };
const route = 'GET /v1/images/{image_id}/analysis';
const hypothesis: Hypothesis = {
  ...{ cause: 'uncached-route', family: 'traffic', subject: route, probability: 0.97 },
  title: `Traffic on an uncached route: ${route}`,
  for: [{ says: 'Its traffic rose ×30 at 15 Nov 10:20 UTC', weight: 4 }],
  against: [{ says: 'Its limit turns some of it away \u001b[31m', weight: -1 }],
  next: 'catops runbook show uncached-route',
};

const found: Diagnosis = {
  schema: 'catops.diagnosis/v1',
  window: { from: '2018-11-14T00:00:00.000Z', to: '2018-11-15T21:35:00.000Z' },
  ...{ source: 'rollups', slotSeconds: 3600, slots: 45, verdict: 'uncached-route' },
  beside: null,
  ...{ onset: '2018-11-15T10:00:00.000Z', end: null, answer: ['What it is.', 'What it is not.'] },
  hypotheses: Array.from({ length: 6 }, () => hypothesis),
  changes: [
    {
      ...{ route, measure: 'latency', at: '2018-11-15T10:00:00.000Z' },
      ...{ before: 12.34, after: 4000 },
    },
    { route: null, measure: 'errors', at: '2018-11-15T10:00:00.000Z', before: 0, after: 0.7 },
  ],
  releases: [
    {
      ...{ version: '14-nov', previous: null, at: '2018-11-14T03:10:00.000Z' },
      secondsToOnset: 111_000,
    },
  ],
  brought: null,
  alarms: [],
  notes: ['Alarms could not be read: nobody there'],
};

describe('a diagnosis for a person', () => {
  it('begins with the two lines that answer, then says of what they are', () => {
    const lines = diagnosisReply(found, layout, false).text().split('\n');
    expect(lines.slice(0, 7)).toEqual([
      'What it is.',
      'What it is not.',
      '',
      '2018-11-14 00:00 UTC to 2018-11-15 21:35 UTC',
      '45 × 1 h of rollups',
      '14-nov went live at 14 Nov 03:10 UTC',
      '! Alarms could not be read: nobody there',
    ]);
  });

  it('breaks no line in a word, and names the zone of every time', () => {
    const zone = zoneOf('Europe/Berlin') ?? utc;
    const long = 'It began three seconds after the release went live, while it rolled. '.repeat(2);
    const told = { ...found, answer: ['What it is.', long.trim()] as const, notes: [long.trim()] };
    const text = diagnosisReply(told, { ...layout, zone }, false).text();
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(text).toContain('14-nov went live at 14 Nov 04:10 CET (03:10 UTC)');
    expect(text).toMatch(/\nSINCE \(CET\) .*\n11:00:00 /);
  });

  it('shows the likeliest hypotheses with what speaks for and against, and how to see the others', () => {
    const text = diagnosisReply(found, layout, false).text();
    expect(text).toContain(
      `1. Traffic on an uncached route: ${route} · 97 %\n   + Its traffic rose`,
    );
    expect(text).toContain('   − Its limit turns some of it away');
    expect(text).not.toContain('5. ');
    expect(text).toMatch(/\n2 more hypotheses: add --all$/);
    expect(diagnosisReply(found, layout, true).text()).toContain('6. ');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not come through.
    expect(text).not.toMatch(/\u001b/);
  });

  it('marks a second cause of its own', () => {
    const text = diagnosisReply({ ...found, beside: 'uncached-route' }, layout, false).text();
    expect(text).toContain(`2. Beside it: Traffic on an uncached route: ${route}`);
    expect(diagnosisReply(found, layout, false).text()).not.toContain('Beside it');
  });

  it('shows the commits of the release that may be the reason, or why they are not known', () => {
    const deploy = { ...hypothesis, cause: 'deploy', family: 'deploy' } as const;
    const commits = Array.from({ length: 6 }, (_, n) => ({
      ...{ ref: `bbbbbb${n}`, at: '2018-11-14T03:00:00.000Z', author: 'Ada Mouser' },
      subject: 'Sort breeds \u001b[31mby age',
    }));
    const told = (brought: Partial<BroughtCommits>) => {
      const usual = { version: 'v2', previous: 'v1', commits, total: 8, absent: null };
      const full = { ...found, hypotheses: [deploy], brought: { ...usual, ...brought } };
      return diagnosisReply(full, layout, false).text();
    };
    expect(told({})).toContain(
      '   commits since v1: 8\n     bbbbbb0 Sort breeds by age (Ada Mouser)\n',
    );
    expect(told({})).toContain('     and 3 more');
    expect(told({ absent: 'this is no repository' })).toContain(
      '   commits since v1: not known, this is no repository',
    );
  });

  it('shows changes in the figures people use', () => {
    const text = diagnosisReply(found, layout, false).text();
    expect(text).toMatch(/10:00:00 +GET \/v1.* p95 +12\.3 ms +4000 ms/);
    expect(text).toMatch(/10:00:00 +\(all\) +errors +0 % +70 %/);
  });

  it('names the day of each change where they are not of one', () => {
    const [latency, errors] = found.changes;
    const later = { ...errors, at: '2018-11-16T09:00:00.000Z' } as DiagnosisChange;
    const told = { ...found, changes: [latency as DiagnosisChange, later] };
    const text = diagnosisReply(told, layout, false).text();
    expect(text).toMatch(/\n2018-11-15 10:00:00 +GET .*\n2018-11-16 09:00:00 +\(all\)/);
  });

  it('ends with 11 when the evidence carries no answer', () => {
    expect(diagnosisReply(found, layout, false).exit).toBe('ok');
    expect(diagnosisReply({ ...found, verdict: 'unknown' }, layout, false).exit).toBe('noEvidence');
  });
});
