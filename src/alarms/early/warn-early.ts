import { type DeliverOnceDeps, deliverOnce } from '../../announcements/deliver-once.js';
import type { Mailer } from '../../announcements/ports.js';
import type { Mailbox } from '../../platform/mailbox.js';
import type { Zone } from '../../platform/zone.js';
import type { EarlyWarning } from './early-warning.js';
import { warningLine, warningMail } from './warning-mail.js';

export interface WarnEarlyDeps {
  readonly delivery: DeliverOnceDeps;
  /** Null: nobody is written to, and the line is all there is. */
  readonly mail: {
    readonly mailer: Mailer;
    readonly from: Mailbox;
    readonly to: readonly Mailbox[];
  } | null;
  readonly service: string;
  readonly zone: Zone;
  /** Tells one line to whoever looks at the terminal or the log. */
  say(line: string): void;
}

/** Tells of what was found at `now`, milliseconds, and is new; answers which alarms that were. */
export type WarnEarly = (
  found: readonly EarlyWarning[],
  now: number,
  signal: AbortSignal,
) => Promise<readonly string[]>;

/**
 * Warns of alarms that may fire soon: once a day and definition, by mail and in a line. Which were
 * mailed is durable, so that no restart repeats one; a mail that fails is tried again while its
 * warning stands, and rejects then.
 */
export function createWarnEarly(deps: WarnEarlyDeps): WarnEarly {
  const said = new Set<string>();
  return async (found, now, signal) => {
    const told: string[] = [];
    for (const [name, warnings] of byDefinition(found)) {
      const key = `${new Date(now).toISOString().slice(0, 10)}-early-${name}`;
      if (said.has(key)) continue;
      const isNew = await mailed(deps, key, warnings, now, signal);
      said.add(key);
      if (!isNew) continue;
      told.push(name);
      for (const warning of warnings) {
        deps.say(`Early warning: ${warningLine(warning, deps.zone)}. ${whatToDo(warning)}`);
      }
    }
    return told;
  };
}

/** False when it was mailed before, by an earlier run. */
async function mailed(
  { mail, delivery, service, zone }: WarnEarlyDeps,
  key: string,
  warnings: Warnings,
  now: number,
  signal: AbortSignal,
): Promise<boolean> {
  if (!mail) return true;
  const { mailer, from, to } = mail;
  const message = { key, at: now, from, to, ...warningMail(warnings, { service, zone }) };
  const { how } = await deliverOnce(
    delivery,
    {
      key,
      send: (limited) => mailer.send(message, limited),
      find: (_since, limited) => mailer.find(key, limited),
    },
    signal,
  );
  return how !== 'known';
}

type Warnings = readonly [EarlyWarning, ...EarlyWarning[]];

function byDefinition(warnings: readonly EarlyWarning[]): ReadonlyMap<string, Warnings> {
  const found = new Map<string, Warnings>();
  for (const warning of warnings) {
    const { name } = warning.instance.definition;
    const [first, ...rest] = found.get(name) ?? [warning];
    found.set(name, first === warning ? [first] : [first, ...rest, warning]);
  }
  return found;
}

function whatToDo({ instance }: EarlyWarning): string {
  return `catops runbook show ${instance.definition.runbook}`;
}
