import { render } from 'ink-testing-library';
import { expect, it } from 'vitest';
import type { ControlJobs } from '../../src/contracts/supervisor-control.js';
import { cellWidth } from '../../src/presentation/cells.js';
import { JobBoard } from './job-board.js';
import { type JobLook, jobBoardLines } from './job-board-lines.js';

const now = Date.UTC(2026, 10, 29, 17, 0);
const iso = (secondsAgo: number) => new Date(now - secondsAgo * 1000).toISOString();

function told(done: number, waiting: number): ControlJobs {
  return {
    ...{ ready: 2, wanted: 2, readAt: iso(1), at: iso(0) },
    done: { 'mail.welcome': done, 'webhook.deliver': 0, 'jobs.tidy': 0 },
    failed: { 'mail.welcome': 0, 'webhook.deliver': 3, 'jobs.tidy': 0 },
    lanes: {
      urgent: { waiting, dueSince: waiting === 0 ? null : iso(35), dead: 0 },
      usual: { waiting: 0, dueSince: null, dead: 2 },
    },
  };
}

const looks: readonly JobLook[] = [
  { at: now - 4000, jobs: told(10, 0) },
  { at: now - 3000, jobs: null },
  // Started again: it counts from 0.
  { at: now - 2000, jobs: told(2, 4) },
  { at: now - 1000, jobs: told(2, 8) },
  { at: now, jobs: told(6, 8) },
];
const wide = { columns: 80, rows: 24, ascii: false };

it('shows what waits, since when, and what is done each second', () => {
  expect(jobBoardLines(looks, wide)).toEqual([
    'Job processes 2 of 2   queue read 1 s ago   17:00:00 UTC',
    '',
    'LANE    WAITING  OLDEST  DEAD  WAITING, LAST MINUTE',
    'urgent        8    35 s     0  ▁·▄██',
    'usual         0       —     2  ▁·▁▁▁',
    '',
    'TYPE             DONE  FAILED  IN THE LAST MINUTE  DONE, LAST MINUTE',
    'mail.welcome        6       0                   4  ··▁█',
    'webhook.deliver     0       3                   0  ··▁▁',
    'q quit   what was given up: catops jobs list --state dead',
  ]);
});

it.each([
  [40, 10],
  [20, 5],
])('fits into %s by %s, also in ASCII alone', (columns, rows) => {
  const lines = jobBoardLines(looks, { columns, rows, ascii: true });
  expect(lines.length).toBeLessThan(rows);
  for (const line of lines)
    expect([cellWidth(line) <= columns, /^[ -~]*$/.test(line)]).toEqual([true, true]);
});

it('says that nobody is there, and quits by its keys', async () => {
  const ended: string[] = [];
  const silent = [{ at: now, jobs: null }];
  const view = render(
    <JobBoard looks={silent} look={wide} onQuit={(how) => void ended.push(how)} />,
  );
  expect(view.lastFrame()).toContain('No API runs on this data directory.');
  view.stdin.write('x');
  view.stdin.write('q');
  view.stdin.write('\u0003');
  expect(ended).toEqual(['quit', 'interrupted']);
  view.unmount();
});
