import { expect, it } from 'vitest';
import { utc } from '../../src/platform/zone.js';
import { onCallReply } from './on-call-reply.js';

const now = Date.parse('2026-09-12T03:14:00.000Z');
const layout = { zone: utc, now, width: 80 };
const ada = { name: 'Ada', tz: 'Europe/Berlin', phones: ['+49 30 1234567'] };
const kept = (at: string | null, credential = false) =>
  onCallReply(
    {
      kind: 'kept',
      phones: at === null ? null : { people: [ada], at },
      reason: 'PagerDuty cannot be reached (ENETUNREACH).',
      hint: null,
      credential,
    },
    layout,
  );

it('gives the numbers kept, and how old they are, when there is no network', () => {
  const { exit, text } = kept('2026-09-12T01:14:00.000Z');
  expect(exit).toBe('upstream');
  expect(text().split('\n')).toEqual([
    'PagerDuty cannot be reached (ENETUNREACH).',
    'RING THEM: on call as of 2026-09-12 01:14 UTC, 2 h ago',
    '  Ada (05:14 their time)  +49 30 1234567',
  ]);
});

it('warns that shifts have changed since', () => {
  expect(kept('2026-09-09T01:14:00.000Z').text()).toMatch(/3 d 2 h ago\n! Shifts have changed/);
  expect(kept('2026-09-12T01:14:00.000Z').text()).not.toMatch(/Shifts/);
});

it('says that nobody is known, and what would have kept them', () => {
  const { exit, text } = kept(null, true);
  expect([exit, text()]).toEqual([
    'credential',
    expect.stringMatching(/`catops oncall` keeps them/),
  ]);
});
