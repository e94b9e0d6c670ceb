import type {
  ApplicationVersionDescription,
  EventDescription,
} from '@aws-sdk/client-elastic-beanstalk';
import { commitOf } from '../../environments/commit-of.js';
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
    commit: commitOf(label) ?? namedCommit(description),
    failed: version.Status?.toUpperCase() === 'FAILED',
    description,
  };
}

function namedCommit(description: string): string | null {
  return /\bcommit ([0-9a-f]{7,40})\b/.exec(description)?.[1] ?? null;
}
