import { describe, expect, it } from 'vitest';
import { utc } from '../../platform/zone.js';
import type { ActionItem } from '../incident.js';
import { lintReport } from './lint.js';
import { buildReport } from './report.js';
import { oneOfEach, type SampleEntry, sampleIncident } from './testing/sample-incident.js';

const causes = '- One cause.\n- Another cause.';
const detects: ActionItem = { ...oneOfEach.action, id: 'A1', does: 'detect' };

/** `rule: where` of everything found; a report without faults but for the sections given. */
function lint(
  sections: Readonly<Record<string, string>> = {},
  drafts: readonly SampleEntry[] = [],
  changes = {},
): string[] {
  const incident = sampleIncident(drafts, { actions: [detects], ...changes });
  const all = new Map(Object.entries({ 'root-cause': causes, ...sections }));
  return lintReport(buildReport(incident, { zone: utc }), all).map(
    ({ rule, where }) => `${rule}: ${where}`,
  );
}

describe('the lint of a report', () => {
  it('finds nothing in an honest one', () => {
    const summary =
      '- On 15 November 2018 at 21:20 UTC traffic rose to 40 requests a second.\n- Answers were 503 for 11 hours; see `TODO` in https://example.org/a?b=12:30.';
    expect(lint({ summary })).toEqual([]);
  });

  it.each([
    'It was human error.',
    'The operator failed to check.',
    'Somebody should have known.',
    'The alarm could have prevented it.',
    'The fix was simply missed.',
    'Obviously the cache was off.',
  ])('finds blame: %s', (text) => {
    expect(lint({ lesson: text })).toEqual(['blame: lesson, line 1']);
  });

  it('does not mind the passive voice', () => {
    expect(lint({ lesson: 'The route was released without a cache.' })).toEqual([]);
  });

  it.each([
    'Alex changed the setting.',
    'ask alex@example.org',
    '@sam deployed it',
    'An engineer ran it.',
  ])('finds a person in a cause: %s', (text) => {
    const found = lint({ 'root-cause': `${causes}\n- ${text}` });
    expect(new Set(found)).toEqual(new Set(['person-as-cause: root-cause, line 3']));
  });

  it('lets a person be named where no cause is told', () => {
    expect(lint({ helped: 'Alex knew the database.' })).toEqual([]);
  });

  it.each([
    ['Rose at 21:20 sharply.', ['time-without-zone']],
    ['Rose at 21:20:30.', ['time-without-zone']],
    ['Rose at 21:20 UTC, 22:20 CET and 21:20 (GMT+11).', []],
    ['From 2018-11-15T10:20:00Z on.', []],
    ['Latency was 300.', ['number-without-unit']],
    ['Latency was 300, then 15.', ['number-without-unit', 'number-without-unit']],
    ['Latency was 300 ms, then 15 ms; 40% of 2 routes.', []],
    ['Answers were 503. It began in 2018. Release v2.1.', []],
    ['TODO: say more.', ['to-do']],
  ])('reads sentences: %s', (text, rules) => {
    expect(lint({ impact: text })).toEqual(rules.map((rule) => `${rule}: impact, line 1`));
  });

  it('asks whether there is only one cause', () => {
    expect(lint({ 'root-cause': '- The cache was missing.' })).toEqual([
      'single-cause: root-cause',
    ]);
    expect(lint({ 'root-cause': '- The cache was missing.', condition: '- No alarm.' })).toEqual(
      [],
    );
  });

  it('asks for an owner and a date of open actions only', () => {
    const open: ActionItem = { ...detects, owner: null, due: null };
    const actions = [open, { ...open, id: 'A2', status: 'done' as const }];
    expect(lint({}, [], { actions })).toEqual(['no-owner: action A1', 'no-due-date: action A1']);
  });

  it('asks for an action that makes the next one seen or felt less', () => {
    expect(lint({}, [], { actions: [{ ...detects, does: 'prevent' }] })).toEqual([
      'no-detection-action: actions',
    ]);
  });

  it('asks for evidence of what somebody says, not of what the program did', () => {
    const said = { kind: 'note', text: 'Disk was full' } as const;
    const proof = [{ title: 'graph', url: 'https://graphs.example/1', sha256: null }];
    expect(lint({}, [said, { ...said, evidence: proof }, oneOfEach.command])).toEqual([
      'no-evidence: timeline, 2026-09-12 01:00',
    ]);
  });
});
