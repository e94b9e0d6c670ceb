import { alarmFilterFlags, sourceFlag } from '../kit/alarm-flags.js';
import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { timeFlags } from '../kit/shared-flags.js';

export const alarmsHistory = command({
  path: 'alarms history',
  summary: 'What alarms changed, when and why.',
  description:
    'Changes of state, oldest first; those of one alarm, or of all that the filters mean. CloudWatch ' +
    'keeps 30 days, and this machine likewise.',
  effect: 'read',
  args: [{ name: 'name', doc: 'only this alarm', required: false }],
  flags: {
    since: flag.text('from when on: 2h, 21:20, "3 days ago" (default: 24 hours ago)', {
      placeholder: 'time',
    }),
    until: flag.text('up to when', { placeholder: 'time' }),
    limit: flag.integer('how many at most, the newest (default 200)', {
      short: 'n',
      placeholder: 'number',
      min: 1,
      max: 10_000,
    }),
    ...alarmFilterFlags,
    ...sourceFlag,
    ...timeFlags,
  },
  examples: [
    'catops alarms history',
    'catops alarms history error-share --since "7 days ago"',
    'catops alarms history --state alarm --json',
  ],
  async run(invocation) {
    const { alarmHistory } = await import('../kit/alarm-answers.js');
    return alarmHistory(invocation, invocation.args['name'], invocation.flags);
  },
});
