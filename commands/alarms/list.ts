import { alarmFilterFlags, sourceFlag } from '../kit/alarm-flags.js';
import { command } from '../kit/command.js';

export const alarmsList = command({
  path: 'alarms list',
  summary: 'List alarms as they stand, what fires first.',
  description:
    'Every alarm of every type, over all pages: what fires comes first, the worst above, with how ' +
    'long it has been so, why, and the runbook.',
  effect: 'read',
  flags: { ...alarmFilterFlags, ...sourceFlag },
  examples: ['catops alarms list', 'catops alarms list --state alarm --json'],
  async run(invocation) {
    const { listAlarms } = await import('../kit/alarm-answers.js');
    return listAlarms(invocation, invocation.flags);
  },
});
