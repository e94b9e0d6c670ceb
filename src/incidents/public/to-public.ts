import type { Entry, Incident, State } from '../incident.js';
import { publicLine, publicText } from './public-text.js';

/** What strangers are told the state is. */
export type PublicStatus = 'investigating' | 'identified' | 'monitoring' | 'resolved';

/** One update as strangers read it. */
export interface PublicUpdate {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly status: PublicStatus;
  readonly text: string;
  /** A correction of an earlier text: it is shown as one. */
  readonly edited: boolean;
}

/**
 * All that may ever leave for the public. A closed type: no other field of an incident has a way in.
 */
export interface PublicIncident {
  /** Random; says nothing of the incident's id. */
  readonly ref: string;
  readonly title: string;
  readonly status: PublicStatus;
  readonly startedAt: string | null;
  readonly resolvedAt: string | null;
  /** Newest first. */
  readonly updates: readonly PublicUpdate[];
}

/** The title while nobody wrote one for the public. */
export const plainTitle = 'Service incident';

const statuses: Readonly<Record<State, PublicStatus>> = {
  investigating: 'investigating',
  identified: 'identified',
  monitoring: 'monitoring',
  resolved: 'resolved',
  closed: 'resolved',
  cancelled: 'resolved',
};

/**
 * The public side of an incident. Text comes from updates marked for publication and from nowhere
 * else; the title is the one given here (typed for the public), or a plain one. A state that nobody
 * announced is not announced by this: the status is that of the newest public update. Null when
 * nothing is marked for publication, or when the incident is private.
 */
export function toPublic(incident: Incident, title?: string): PublicIncident | null {
  if (incident.private) return null;
  const updates = incident.entries
    .filter((entry): entry is Entry<'update'> => entry.kind === 'update')
    .filter(({ visibility }) => visibility === 'public')
    .sort((a, b) => Date.parse(b.occurredAt) - Date.parse(a.occurredAt) || b.seq - a.seq)
    .map(
      ({ occurredAt, status, text, supersedes }): PublicUpdate => ({
        at: plainTime(occurredAt),
        status: statuses[status],
        text: publicText(text),
        edited: supersedes !== null,
      }),
    );
  const [newest] = updates;
  if (!newest) return null;
  const started = incident.milestones['impact-started']?.at;
  return {
    ref: incident.publicRef,
    title: publicLine(title ?? '') || plainTitle,
    status: newest.status,
    startedAt: started === undefined ? null : plainTime(started),
    resolvedAt: newest.status === 'resolved' ? resolvedSince(updates) : null,
    updates,
  };
}

/** When it was first said to be resolved, since it last was not. */
function resolvedSince(newestFirst: readonly PublicUpdate[]): string | null {
  const open = newestFirst.findIndex(({ status }) => status !== 'resolved');
  return newestFirst[(open === -1 ? newestFirst.length : open) - 1]?.at ?? null;
}

// A time is taken apart and written anew, so that nothing but a time can pass.
function plainTime(iso: string): string {
  return new Date(iso).toISOString();
}
