import type { Alarm } from '../../src/alarms/alarm.js';
import { type AlarmTest, testAlarm, testableAlarm } from '../../src/alarms/test-alarm.js';
import { testReasonOf } from '../../src/alarms/test-reason.js';
import { CatopsError } from '../../src/platform/errors.js';
import { lengthText } from '../../src/platform/format-time.js';
import type { Host } from '../../src/platform/host.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Reply } from './command.js';
import { parseWait } from './parse-wait.js';
import { confirmed, type Preview, previewText } from './preview.js';
import type { Wiring } from './wiring.js';

interface TestInvocation {
  readonly host: Host;
  readonly wiring: Wiring;
  readonly dryRun: boolean;
  say(line: string): void;
}

interface TestFlags {
  readonly wait: string | undefined;
  readonly yes: boolean;
  readonly noInput: boolean;
}

/** `alarms test`: asks, fires, waits for the page, puts back. */
export async function testAnAlarm(
  { host, wiring, dryRun, say }: TestInvocation,
  name: string,
  flags: TestFlags,
): Promise<Reply> {
  const waitMs = waitOf(flags.wait ?? '2m');
  const source = await wiring.alarmSource();
  const alarm = await testableAlarm(source, name, host.signal);
  const preview = previewOf(alarm, source.name);
  if (dryRun)
    return {
      exit: 'ok',
      data: { schema: 'catops.plan/v1', dryRun, ...preview },
      text: () => previewText(preview),
    };
  const argv = ['catops', ...host.argv, '--yes'];
  const stopped = await confirmed(host, preview, { ...flags, argv });
  if (stopped) return stopped;
  const witness = await wiring.pageWitness();
  const operator = wiring.settings().operator ?? host.env['USER'] ?? 'an operator';
  say(`Waiting at most ${lengthText(waitMs)} for the page of ${printable(name)}.`);
  const tested = await testAlarm(
    { source, witness, clock: host.clock },
    { name, waitMs, reason: testReasonOf(operator) },
    host.signal,
  );
  return testReply(tested, source.name);
}

function waitOf(text: string): number {
  try {
    return parseWait(text, { leastMs: 1000, mostMs: 3_600_000, such: '2m' });
  } catch (error) {
    const said = error instanceof RangeError ? error.message : String(error);
    throw new CatopsError('usage-invalid', `--wait: ${said}.`, { cause: error });
  }
}

function previewOf({ name, severity, muted }: Alarm, source: string): Preview {
  const bad = severity === null ? '' : ` (${severity})`;
  return {
    summary: `Would drive ${name}${bad} to ALARM in ${source} and back. It really pages.`,
    wakes: ['whoever is on call for it'],
    requests: [],
    notes: muted ? [`! ${name} is muted: nothing will arrive while it is.`] : [],
  };
}

function testReply(tested: AlarmTest, source: string): Reply {
  const { alarm, pages, arrived, proves, afterMs, left } = tested;
  return {
    exit: !arrived ? 'no' : left === null ? 'ok' : 'partial',
    data: {
      schema: 'catops.alarm-test/v1',
      ...{ source, alarm: alarm.name, arrived, proves, afterMs, pages, putBack: left === null },
    },
    text: () =>
      [
        ...pages.map(({ ok, says }) => `${ok ? '✓' : '✗'} ${says}`),
        arrived
          ? `${alarm.name} called as it should, after ${lengthText(afterMs ?? 0)}.`
          : `No page of ${alarm.name} arrived. ${whyNot(tested, source)}`.trim(),
        ...(arrived && proves === 'action' ? [actionAlone] : []),
        left === null
          ? `${alarm.name} is OK again.`
          : `! ${alarm.name} could not be put back to OK: ${left}`,
      ]
        .map(printable)
        .join('\n'),
  };
}

const actionAlone =
  'That is what its action proves. To see the incident it led to: set CATOPS_PAGERDUTY_ROUTING_KEY, …_TOKEN and …_SERVICES.';

function whyNot({ pages, proves }: AlarmTest, source: string): string {
  if (proves === 'incident' && pages.some(({ ok, by }) => ok && by === 'action'))
    return 'Its action was called, and PagerDuty shows no incident of it: is the service subscribed to the topic, and among CATOPS_PAGERDUTY_SERVICES?';
  if (pages.length > 0) return '';
  return source === 'CloudWatch'
    ? 'Has it an action, and is none muted? catops alarms apply --dry-run'
    : 'Does catops up run, and is no incident of it open already? catops incident list';
}
