import type { AlarmActions } from '../../src/alarms/apply/ports.js';
import { setting } from '../../src/platform/settings.js';
import { parseWait } from './parse-wait.js';
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
  alarmDefinitions: setting.text({
    env: 'CATOPS_ALARM_DEFINITIONS',
    key: 'alarms.definitions',
    doc: "URL or file of an OpenAPI document whose alarms `catops up` judges (default: the API's own)",
  }),
  sampleEveryMs: setting.parsed({
    env: 'CATOPS_SAMPLE_EVERY',
    key: 'alarms.sampleEvery',
    fallback: 10_000,
    parse: (text) => parseWait(text, { leastMs: 500, mostMs: 60_000, such: '10s' }),
    doc: 'How often `catops up` looks at the metrics of its API, such as `10s`; more often where an alarm has shorter periods',
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
