import type { AlarmActions } from '../../src/alarms/apply/ports.js';
import { setting } from '../../src/platform/settings.js';
import { levels, pairsOf } from './severity-pairs.js';

/** Settings of alarms: where they are, and whom those in the cloud call. */
export const alarmSettings = {
  alarms: setting.parsed({
    env: 'CATOPS_ALARMS',
    flag: 'source',
    key: 'alarms.source',
    fallback: 'local' as const,
    parse: (text): 'local' | 'cloudwatch' => {
      if (text === 'local' || text === 'cloudwatch') return text;
      throw new RangeError(`"${text}" is none of local, cloudwatch`);
    },
    doc: 'Where alarms are: `local`, judged by `catops up`, or `cloudwatch`',
  }),
  alarmActions: setting.parsed({
    env: 'CATOPS_ALARM_ACTIONS',
    key: 'alarms.actions',
    parse: parseActions,
    doc: 'Topics that alarms in CloudWatch page through: one ARN, or `sev1=arn:…,sev2=arn:…`',
  }),
} as const;

const topic = /^arn:aws[\w-]*:\S{1,1000}$/;

/** One ARN is for all; with severities, those that are not named call nobody. */
function parseActions(text: string): AlarmActions {
  const one = text.trim();
  const pairs = topic.test(one) ? levels.map((level) => [level, one] as const) : pairsOf(text);
  const fits = pairs.every(
    ([level, arn]) => levels.some((each) => each === level) && topic.test(arn),
  );
  if (fits && pairs.length > 0) return Object.fromEntries(pairs);
  throw new RangeError(`"${text}" is neither one ARN nor a list such as sev1=arn:…,sev2=arn:…`);
}
