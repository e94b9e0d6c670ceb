import { sourceFlag } from '../kit/alarm-flags.js';
import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { timeFlags } from '../kit/shared-flags.js';

export const alarmsWarn = command({
  path: 'alarms warn',
  summary: 'Look once which alarms of CloudWatch may fire soon, and mail it; for cron.',
  description:
    'Reads what the servers published of late, looks where it has been going, and mails ' +
    '(CATOPS_MAIL_TO) what would fire within 30 minutes, once a day and alarm. Ends with 10 when ' +
    'there is such an alarm, with 11 when nothing was published of late. Run it every five minutes, ' +
    'in one place; `catops up` looks at its own API by itself.',
  effect: 'write',
  flags: {
    from: flag.text('running API or OpenAPI file (default: the one that ships with catops)', {
      placeholder: 'url|file',
    }),
    ...sourceFlag,
    ...timeFlags,
  },
  examples: ['catops alarms warn', 'catops alarms warn --dry-run --json'],
  async run(invocation) {
    const { warnOfAlarms } = await import('../kit/alarm-warn.js');
    return warnOfAlarms(invocation, invocation.flags);
  },
});
