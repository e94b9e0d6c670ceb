import type {
  ApplicationVersionDescription,
  EventDescription,
} from '@aws-sdk/client-elastic-beanstalk';
import { type EnvironmentEvent, eventSeverities, type Release } from '../../environments/ports.js';
import { printable } from '../../platform/terminal-text.js';

export function readEvent(event: EventDescription): EnvironmentEvent {
  const severity = event.Severity?.toLowerCase();
  return {
    at: (event.EventDate ?? new Date(0)).toISOString(),
    severity: eventSeverities.find((known) => known === severity) ?? 'info',
    message: printable(event.Message ?? ''),
    version: event.VersionLabel ?? null,
    requestId: event.RequestId ?? null,
  };
}

export function readRelease(version: ApplicationVersionDescription): Release {
  const label = version.VersionLabel ?? '';
  const description = printable(version.Description ?? '');
  return {
    version: label,
    createdAt: (version.DateCreated ?? new Date(0)).toISOString(),
    commit: commitOf(label, description),
    failed: version.Status?.toUpperCase() === 'FAILED',
    description,
  };
}

/** The commit that `0.1.0+4faa961abcde` ends with, or that the description names. */
function commitOf(label: string, description: string): string | null {
  return (
    /[+-]([0-9a-f]{7,40})$/.exec(label)?.[1] ??
    /\bcommit ([0-9a-f]{7,40})\b/.exec(description)?.[1] ??
    null
  );
}
