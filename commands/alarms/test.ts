import { sourceFlag } from '../kit/alarm-flags.js';
import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { consentFlags } from '../kit/shared-flags.js';

export const alarmsTest = command({
  path: 'alarms test',
  summary: 'Drive an alarm to ALARM and back, and show that the page arrived.',
  description:
    'Really pages: whoever is on call is woken. Puts the alarm into ALARM, waits until its incident (on ' +
    'this machine, where catops up must run) or its action (in CloudWatch) shows that the page left, ' +
    'and, where PagerDuty can be asked, until the incident is there; puts it back, after Ctrl-C too. ' +
    'Ends with 10 when no page arrived. An alarm that fires already is refused.',
  effect: 'write',
  args: [{ name: 'name', doc: 'the alarm, as catops alarms list names it', required: true }],
  flags: {
    wait: flag.text('how long the page may take (default: 2m)', { placeholder: 'time' }),
    ...sourceFlag,
    ...consentFlags,
  },
  examples: ['catops alarms test error-share', 'catops alarms test catops/api-unusable --yes'],
  async run(invocation) {
    const { testAnAlarm } = await import('../kit/alarm-test.js');
    return testAnAlarm(invocation, invocation.args['name'] ?? '', invocation.flags);
  },
});
