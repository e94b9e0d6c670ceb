import { alarmFilterFlags, sourceFlag } from '../kit/alarm-flags.js';
import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { incidentFlags } from '../kit/incident-flags.js';
import { timeFlags } from '../kit/shared-flags.js';

export const alarmsWatch = command({
  path: 'alarms watch',
  summary: 'Watch alarms on the whole screen: what fires, since when, and its curve.',
  description:
    'A board for a terminal: what fires first, the worst first, each with the last hour of its ' +
    'metric. Enter shows history, chart and runbook; o opens an incident (it asks first); / filters; ' +
    'q quits. Off a terminal: catops alarms tail.',
  effect: 'read',
  flags: {
    ...alarmFilterFlags,
    ...sourceFlag,
    interval: flag.text('time between two looks, from 5s (default: 15s)', { placeholder: 'time' }),
    ascii: flag.toggle('signs and bars in ASCII alone'),
    ...incidentFlags,
    ...timeFlags,
  },
  examples: ['catops alarms watch', 'catops alarms watch --prefix prod- --interval 5s'],
  async run(invocation) {
    const { watchAlarms } = await import('../kit/alarm-watch.js');
    return watchAlarms(invocation, invocation.flags);
  },
});
