import { command } from './kit/command.js';
import {
  formatFlags,
  questionFlags,
  scanFlags,
  windowFlags,
  workFlags,
} from './kit/rollup-flags.js';
import { timeFlags } from './kit/shared-flags.js';

export const rollup = command({
  path: 'rollup',
  summary: 'Daily and hourly statistics from the request log.',
  description:
    'Brings the stored tables of the window up to date, then reports on it: requests, errors, ' +
    'latency, cache hits and database queries by route. Without flags it is about yesterday, UTC. ' +
    'What is unchanged is not read again, and doing it twice changes nothing. --sql asks a question ' +
    'of your own. Ends with 10 when an hour shrank, or is missing with --require-complete.',
  effect: 'write',
  flags: {
    ...windowFlags,
    ...questionFlags,
    ...formatFlags,
    ...workFlags,
    ...scanFlags,
    ...timeFlags,
  },
  examples: [
    'catops rollup',
    'catops rollup --date today --by hour',
    'catops rollup --date 2018-11-15 --compare previous-week --html rollup.html',
    'catops rollup --backfill 2018-11-01..2018-11-15',
    `catops rollup --sql "SELECT status, count(*) FROM access_log WHERE dt = '2018-11-15' GROUP BY status"`,
  ],
  async run(invocation) {
    const { runRollup } = await import('./kit/rollup-run.js');
    return runRollup(invocation, invocation.flags);
  },
});
