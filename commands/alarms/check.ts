import { alarmFilterFlags, sourceFlag } from '../kit/alarm-flags.js';
import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { severityFlag } from '../kit/incident-flags.js';

const { prefix, nameRegex, type } = alarmFilterFlags;

export const alarmsCheck = command({
  path: 'alarms check',
  summary: 'Say whether an alarm fires, for a script: ends with 10 when one does.',
  description:
    'One look. Ends with 0 when nothing fires, with 10 when something does, and with 11 when no ' +
    'alarm is meant or nobody judges them: a check of nothing does not pass. What somebody muted is ' +
    'named and does not count, unless --muted.',
  effect: 'read',
  flags: {
    ...{ prefix, nameRegex, type },
    severity: severityFlag('only alarms this bad or worse'),
    noData: flag.toggle('an alarm that cannot be judged counts too'),
    muted: flag.toggle('a muted alarm counts too'),
    ...sourceFlag,
  },
  examples: ['catops alarms check', 'catops alarms check -s 2 && ./deploy.sh'],
  async run(invocation) {
    const { checkAlarms } = await import('../kit/alarm-answers.js');
    return checkAlarms(invocation, invocation.flags);
  },
});
