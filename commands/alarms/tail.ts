import { alarmFilterFlags, sourceFlag } from '../kit/alarm-flags.js';
import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { incidentFlags } from '../kit/incident-flags.js';
import { timeFlags } from '../kit/shared-flags.js';

export const alarmsTail = command({
  path: 'alarms tail',
  summary: 'Follow alarms: one line for each change of state.',
  description:
    'Says first how the alarms stand, then appends a line for each change, each once: what states ' +
    'and history say is joined. Throttling and a lost network never end it; credentials that are ' +
    'refused for five minutes do (4). At most 60 calls a minute, however many alarms there are. ' +
    'With --json each line is one JSON object.',
  effect: 'write',
  flags: {
    ...alarmFilterFlags,
    ...sourceFlag,
    since: flag.text('tell first what changed since: 10m, 2h30m, 21:20, ISO 8601', {
      placeholder: 'time',
    }),
    cursor: flag.text('go on where the tail of that name stopped, and keep the place', {
      placeholder: 'name',
    }),
    interval: flag.text('time between two looks, from 5s (default: 15s)', { placeholder: 'time' }),
    for: flag.text('end after so long, such as 10m', { placeholder: 'time' }),
    heartbeat: flag.toggle('say each minute that it runs, for whoever collects the lines'),
    once: flag.toggle('say how the alarms stand, and end'),
    exec: flag.text('run this for each change, which is in CATOPS_ALARM_… and on its input', {
      placeholder: 'command',
    }),
    openIncident: flag.toggle('open an incident for each alarm that fires; one open joins'),
    ascii: flag.toggle('signs and lines in ASCII alone'),
    ...incidentFlags,
    ...timeFlags,
  },
  examples: [
    'catops alarms tail',
    'catops alarms tail --since 2h --state alarm',
    'catops alarms tail --json --heartbeat --cursor collector',
    `catops alarms tail --exec 'notify-send "$CATOPS_ALARM_NAME is $CATOPS_ALARM_TO"'`,
  ],
  async run(invocation) {
    const { tailAlarms } = await import('../kit/alarm-tail.js');
    return tailAlarms(invocation, invocation.flags);
  },
});
