import { sourceFlag } from '../kit/alarm-flags.js';
import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { consentFlags } from '../kit/shared-flags.js';

export const alarmsApply = command({
  path: 'alarms apply',
  summary: "Make the API's alarms in CloudWatch, as it declares them.",
  description:
    'Reads the alarms that the API declares (x-catops-alarms of its OpenAPI document), compares them ' +
    'with those of this service in CloudWatch, shows what is new, changed and gone, and does it when ' +
    'you agree. Alarms that catops did not make for this service are never touched.',
  effect: 'write',
  flags: {
    from: flag.text('running API or OpenAPI file (default: the one that ships with catops)', {
      placeholder: 'url|file',
    }),
    prune: flag.toggle('remove alarms of this service that are no longer defined'),
    noPage: flag.toggle('go on although no topic is set: the alarms call nobody'),
    ...sourceFlag,
    ...consentFlags,
  },
  examples: [
    'catops alarms apply --dry-run',
    'catops alarms apply --from https://api.example.com --yes',
    'catops alarms apply --prune',
  ],
  async run(invocation) {
    const { applyAlarms } = await import('../kit/alarm-apply.js');
    return applyAlarms(invocation, invocation.flags);
  },
});
