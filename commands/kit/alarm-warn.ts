import { lookAhead } from '../../src/alarms/early/look-ahead.js';
import { warningLine } from '../../src/alarms/early/warning-mail.js';
import { instancesOf } from '../../src/alarms/instances.js';
import { bothTimes } from '../../src/platform/format-time.js';
import type { Host } from '../../src/platform/host.js';
import { printable } from '../../src/platform/terminal-text.js';
import { utc } from '../../src/platform/zone.js';
import type { Reply } from './command.js';
import type { Wiring } from './wiring.js';

interface WarnInvocation {
  readonly host: Host;
  readonly wiring: Wiring;
  readonly dryRun: boolean;
}

interface WarnFlags {
  readonly from: string | undefined;
  readonly utc: boolean;
}

/** `alarms warn`: one look, and a mail of what is new. */
export async function warnOfAlarms(
  { host, wiring, dryRun }: WarnInvocation,
  flags: WarnFlags,
): Promise<Reply> {
  const { history, warn, zone: usual } = await wiring.lookingAhead();
  const { definitions, routes } = await wiring.alarmDocument(flags.from);
  const instances = instancesOf(definitions, routes).filter((each) => each.kind === 'metric');
  const now = host.clock.now();
  const look = await lookAhead(history, { instances, now }, host.signal);
  const mailed = dryRun || !warn ? [] : await warn(look.warnings, now, host.signal);
  const zone = flags.utc ? utc : usual;
  const { warnings, looked, until } = look;
  return {
    exit: until === null ? 'noEvidence' : warnings.length > 0 ? 'no' : 'ok',
    data: {
      schema: 'catops.early-warnings/v1',
      ...{ source: history.name, dryRun, looked, mailed },
      until: until === null ? null : new Date(until).toISOString(),
      warnings: warnings.map(({ instance, trend, crossesAt }) => ({
        ...{ name: instance.name, runbook: instance.definition.runbook },
        ...{ value: trend.now, perMinute: trend.perMinute, threshold: instance.threshold },
        crossesAt: new Date(crossesAt).toISOString(),
      })),
    },
    text: () =>
      until === null
        ? `${history.name} has nothing of the last minutes: nothing is known. Try: catops alarms list`
        : [
            ...warnings.map(
              (warning) =>
                `Early warning: ${warningLine(warning, zone)}. catops runbook show ${warning.instance.definition.runbook}`,
            ),
            printable(
              `${warnings.length} of ${looked} alarms may fire soon, as of ${bothTimes(until, zone)}.`,
            ),
            ...(warnings.length > 0 ? [mailText(mailed, { warn, dryRun })] : []),
          ].join('\n'),
  };
}

function mailText(
  mailed: readonly string[],
  { warn, dryRun }: { readonly warn: unknown; readonly dryRun: boolean },
): string {
  if (!warn) return 'Nobody is written to. Try: CATOPS_MAIL_TO';
  if (dryRun) return 'Dry run: what was not mailed today would be.';
  return mailed.length > 0 ? `Mailed: ${mailed.join(', ')}.` : 'It was mailed before, today.';
}
