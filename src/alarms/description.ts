import type { AlarmSeverity } from './alarm.js';

/** What an alarm's description tells a reader, beside its text. */
export interface Described {
  readonly severity: AlarmSeverity | null;
  readonly runbook: string | null;
  /** The service whose definitions it was made from; null when somebody else made it. */
  readonly madeFor: string | null;
}

/** What goes into a description. */
export interface DescribedAlarm {
  readonly summary: string;
  readonly severity: AlarmSeverity;
  readonly runbook: string;
  readonly owner: string;
  readonly service: string;
}

/**
 * The description of an alarm made from a definition. Whoever is woken by it reads it in the page, so
 * it begins with what it means; the last line says whose it is, and only such are ever changed.
 */
export function descriptionOf(alarm: DescribedAlarm): string {
  const { summary, severity, runbook, owner, service } = alarm;
  return `${summary}\nseverity: ${severity} · runbook: ${runbook} · owner: ${owner}\nmade by catops for ${service}`;
}

/** Reads it back. An alarm made by hand may say `severity: sev2` and `runbook: name` too. */
export function readDescription(text: string | undefined): Described {
  const found = (pattern: RegExp) => pattern.exec(text ?? '')?.[1] ?? null;
  const severity = found(/\bseverity: ?(sev[1-4])\b/i)?.toLowerCase() ?? null;
  return {
    severity: severity as AlarmSeverity | null,
    runbook: found(/\brunbook: ?([\w-]+)/i),
    madeFor: found(/^made by catops for (\S+)$/m),
  };
}
