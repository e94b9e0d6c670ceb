import { describe, expect, it } from 'vitest';
import { utc, type Zone, zoneOf } from '../../platform/zone.js';
import { entryKinds, oneOfEach, sampleIncident } from '../report/testing/sample-incident.js';
import { describeEntry } from './describe-entry.js';
import { entriesFromLines } from './import-lines.js';
import { timelineLines } from './timeline-text.js';
import { timelineOf } from './view.js';

function zone(name: string): Zone {
  const found = zoneOf(name);
  if (!found) throw new Error(`no zone ${name}`);
  return found;
}

const note = (text: string, at: string, more = {}) =>
  ({ kind: 'note', text, at, ...more }) as const;

describe('a timeline', () => {
  it('shows the operator’s time beside UTC, a line where the day changes, and the zone by name', () => {
    const incident = sampleIncident([
      { kind: 'milestone', name: 'impact-started', text: null, at: '2026-09-11T21:50:00.000Z' },
      note('Seen on the forum', '2026-09-11T22:05:00.000Z', { precision: 'approx' }),
    ]);
    const view = timelineOf(incident, { zone: zone('Europe/Berlin'), naming: 'roles' });
    expect(timelineLines(view)).toEqual([
      'Times in Europe/Berlin (CEST, UTC+2), beside UTC.',
      '',
      '── 2026-09-11 ──',
      ' 23:50        21:50 UTC  Impact started [lead]',
      '',
      '── 2026-09-12 ──',
      '~00:05  09-11 22:05 UTC  Seen on the forum [lead]',
      ' 03:00        01:00 UTC  Opened as sev2 of cat-api: 5xx on the analysis route [lead]',
    ]);
    expect(view.rows.map(({ delta }) => delta)).toEqual(['+0 s', '+15 min', '+3 h 10 min']);
  });

  it('is in the order things happened, not in the order they were written down', () => {
    const incident = sampleIncident([
      note('second', '2026-09-12T02:00:00.000Z'),
      note('first', '2026-09-12T01:30:00.000Z', { recordedAt: '2026-09-12T02:10:00.000Z' }),
    ]);
    const { rows } = timelineOf(incident, { zone: utc, naming: 'roles' });
    expect(rows.map(({ what }) => what).slice(1)).toEqual(['first', 'second']);
    expect(rows.map(({ recordedLater }) => recordedLater)).toEqual([null, '40 min', null]);
  });

  it('says when clocks change within it, and names the clock of every line', () => {
    const incident = sampleIncident([
      note('before', '2026-10-25T00:30:00.000Z'),
      note('after', '2026-10-25T01:30:00.000Z'),
    ]);
    const view = timelineOf(incident, { zone: zone('Europe/Berlin'), naming: 'roles' });
    expect(view.footnotes).toEqual([
      'Clocks in Europe/Berlin went back from UTC+2 to UTC+1 at 2026-10-25 01:00 UTC.',
    ]);
    expect(view.rows.slice(1).map(({ local }) => local)).toEqual(['02:30 CEST', '02:30 CET']);
  });

  it('marks what was edited, and shows the earlier words only when asked', () => {
    const incident = sampleIncident([
      note('The databse is slow', '2026-09-12T01:30:00.000Z'),
      note('The database is slow', '2026-09-12T01:30:00.000Z', { supersedes: 'E0001' }),
    ]);
    const plain = timelineOf(incident, { zone: utc, naming: 'roles' });
    expect(plain.rows.slice(1).map(({ what, mark }) => [what, mark])).toEqual([
      ['The database is slow', 'edited'],
    ]);
    const full = timelineOf(incident, { zone: utc, naming: 'roles', withReplaced: true });
    expect(full.rows.slice(1).map(({ what, mark }) => [what, mark])).toEqual([
      ['The databse is slow', 'replaced'],
      ['The database is slow', 'edited'],
    ]);
  });

  it('never shows what was taken out, nor an earlier wording of it', () => {
    const incident = sampleIncident([
      note('password is hunter1', '2026-09-12T01:30:00.000Z'),
      note('password is hunter2', '2026-09-12T01:30:00.000Z', { supersedes: 'E0001' }),
      { kind: 'redacted', reason: 'a credential', supersedes: 'E0002' },
    ]);
    const view = timelineOf(incident, {
      zone: utc,
      naming: 'people',
      withReplaced: true,
      everything: true,
    });
    expect(JSON.stringify(view)).not.toContain('hunter');
    expect(JSON.stringify(view)).toContain('[taken out: a credential]');
  });

  it('names roles in a report and persons to the people at work', () => {
    const incident = sampleIncident([oneOfEach.role, oneOfEach.reached, oneOfEach.acknowledged]);
    const text = (naming: 'people' | 'roles') =>
      timelineLines(timelineOf(incident, { zone: utc, naming })).join('\n');
    expect(text('people')).toMatch(/Person of the role[\s\S]*Person reached[\s\S]*Person who ack/);
    expect(text('people')).toContain('alex@example.org (lead)');
    expect(text('roles')).not.toMatch(/Person of|Person reached|Person who|alex@/);
  });

  it('has a sentence for every kind of entry, free of control characters', () => {
    const incident = sampleIncident(
      entryKinds.map((kind) => ({ ...oneOfEach[kind], at: '2026-09-12T02:00:00.000Z' })),
    );
    const said = incident.entries.map((entry) => describeEntry(entry, 'people'));
    expect(said).toHaveLength(entryKinds.length + 1);
    for (const line of said) expect(line).toMatch(/^\S.{4,}$/);
    const [hostile] = sampleIncident([
      note('a\u001b[2Jb\nc\u202ed', '2026-09-12T02:00:00.000Z'),
    ]).entries.slice(1);
    expect(hostile && describeEntry(hostile, 'people')).toBe('ab c d');
  });
});

describe('importing a chat thread', () => {
  const lines = [
    { id: '17.2', at: '2026-09-12T02:00:00.000Z', by: 'U2', text: 'rollback is done', url: null },
    {
      id: '17.1',
      at: '2026-09-12T01:00:00.000Z',
      by: 'U1',
      text: 'seeing 503s',
      url: 'https://c/1',
    },
    { id: '17.3', at: '2026-09-12T03:00:00.000Z', by: 'U1', text: ' \u0007 ', url: null },
  ];

  it('adds each message once, in order, as said by a person and for us alone', () => {
    const added = entriesFromLines(sampleIncident([]), 'chat', [...lines, ...lines]);
    expect(
      added.map(({ text, actor, visibility, occurredAt }) => [
        text,
        actor.id,
        actor.kind,
        visibility,
        occurredAt,
      ]),
    ).toEqual([
      ['seeing 503s', 'U1', 'person', 'internal', '2026-09-12T01:00:00.000Z'],
      ['rollback is done', 'U2', 'person', 'internal', '2026-09-12T02:00:00.000Z'],
    ]);
  });

  it('adds nothing the second time, also not what was edited or taken out since', () => {
    const added = entriesFromLines(sampleIncident([]), 'chat', lines);
    const incident = sampleIncident([
      ...added,
      { kind: 'note', text: 'reworded', supersedes: 'E0001' },
      { kind: 'redacted', reason: 'a name', supersedes: 'E0002' },
    ]);
    expect(entriesFromLines(incident, 'chat', lines)).toEqual([]);
  });

  it('does not take a log line of on-call for a chat message of the same id', () => {
    const incident = sampleIncident(entriesFromLines(sampleIncident([]), 'chat', lines));
    const [first] = entriesFromLines(incident, 'on-call', lines);
    expect(first).toMatchObject({ source: 'on-call', actor: { kind: 'tool' } });
  });
});
