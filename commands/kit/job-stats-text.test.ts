import { expect, it } from 'vitest';
import type { JobCounts } from '../../src/contracts/admin-process.js';
import type { ControlJobs } from '../../src/contracts/supervisor-control.js';
import { statsText } from './job-stats-text.js';

const now = Date.UTC(2026, 10, 29, 17, 0);
const iso = (secondsAgo: number) => new Date(now - secondsAgo * 1000).toISOString();

const counts: JobCounts[] = [
  {
    ...{ lane: 'usual', type: 'cat\u001b[31m.wash', waiting: 3, later: 1, running: 2, dead: 4 },
    dueSince: iso(754),
  },
];
const schedule = [
  { type: 'jobs.tidy', everySeconds: 86_400, queuedAt: null, nextAt: '2026-11-30T03:20:00.000Z' },
];
const running: ControlJobs = {
  ...{ ready: 1, wanted: 2, lanes: null, readAt: iso(1), at: iso(0) },
  ...{ done: { 'mail.welcome': 7, 'jobs.tidy': 0 }, failed: { 'mail.welcome': 2 } },
};

it('tells what waits and how long, and what was done of types that have nothing queued', () => {
  expect(statsText({ counts, schedule, sqs: null }, running, now).split('\n')).toEqual([
    'LANE   TYPE          WAITING  OLDEST  LATER  RUNNING  DEAD  DONE  FAILED',
    'usual  cat.wash            3  12 min      1        2     4     0       0',
    '—      mail.welcome        0       —      0        0     0     7       2',
    '',
    'SCHEDULED  HOW OFTEN  LAST (UTC)  NEXT (UTC)',
    'jobs.tidy  every 1 d  not yet     2026-11-30T03:20:00.000Z',
    '',
    'Job processes: 1 of 2; the queue was read 1 s ago.',
  ]);
});

it('takes nothing for 0 that nobody could be asked', () => {
  const lines = statsText({ counts, schedule, sqs: null }, null, now).split('\n');
  expect(lines[1]).toMatch(/ 4 +— +—$/);
  expect(lines.at(-1)).toBe('No API runs on this data directory: done and failed are not known.');
});

it('tells what SQS holds below, and why something of it is not known', () => {
  const facts = { waiting: 3, taken: 12, later: 0, visibilitySeconds: 360, retentionSeconds: 9 };
  const lanes = [
    {
      ...{ lane: 'urgent' as const, queue: 'cats-urgent', problem: null },
      facts: { ...facts, maxReceiveCount: 20, dead: 0 },
    },
    {
      ...{ lane: 'usual' as const, queue: 'cats-usual', facts: null },
      problem: { message: 'SQS cannot be reached (ECONNREFUSED).', hint: null },
    },
  ];
  expect(statsText({ counts, schedule, sqs: lanes }, running, now).split('\n').slice(3, 8)).toEqual(
    [
      '',
      'LANE    IN SQS       WAITING  TAKEN  LATER  DEAD-LETTER',
      'urgent  cats-urgent        3     12      0            0',
      'usual   cats-usual         —      —      —            —',
      'SQS cannot be reached (ECONNREFUSED).',
    ],
  );
});
