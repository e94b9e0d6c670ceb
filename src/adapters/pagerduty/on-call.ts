import type { Severity } from '../../incidents/entry.js';
import type { Failure, OnCall, Outcome, PageRequest } from '../../incidents/ports.js';
import { bounded, cutText } from '../../platform/vendor-failure.js';
import {
  createPagerDutyClient,
  type Json,
  type PagerDutyAccess,
  type PagerDutyClient,
} from './client.js';
import { createPeople } from './people.js';
import { findIncident, type PagerDutyRecord, readLog } from './read-incident.js';

export interface PagerDutyOptions extends PagerDutyAccess {
  /** Ids of the services whose on-call is asked for. */
  readonly services: readonly string[];
}

// What the vendor calls how loud something is; its own rules make an urgency of it.
const loudness: Readonly<Record<Severity, string>> = {
  sev1: 'critical',
  sev2: 'error',
  sev3: 'warning',
  sev4: 'info',
};
const longestSummary = 1024;
const longestKey = 255;
// An event has at most 512 KB; details are for a telephone at night.
const longestDetail = 2000;
const mostDetails = 30;

const noPage: Failure = {
  kind: 'permanent',
  code: 'gone',
  message: 'PagerDuty has no page of that key.',
  hint: 'catops incident sync sends what is still queued.',
};

/**
 * On-call by PagerDuty. Pages go through Events API v2, which is idempotent by the key and needs no
 * user; everything that is read, and escalation, through REST with the token.
 */
export function createPagerDutyOnCall(options: PagerDutyOptions): OnCall {
  const { timeoutMs = 8000 } = options;
  const client = createPagerDutyClient(options);
  const people = createPeople(client, options.services);

  /** Does something with the page of a key; `done` with `null` when there is none. */
  async function withIncident<T>(
    dedupKey: string,
    signal: AbortSignal,
    use: (incident: PagerDutyRecord) => Promise<Outcome<T>>,
  ): Promise<Outcome<T | null>> {
    const found = keyProblem(dedupKey) ?? (await findIncident(client, dedupKey, signal));
    if (found.kind !== 'done') return found;
    return found.value ? use(found.value) : { ...found, value: null };
  }

  return {
    name: 'pagerduty',
    page: async (request, signal, onWritten) =>
      keyProblem(request.dedupKey) ??
      accepted(await client.event(eventOf(request), signal, onWritten), request),
    acknowledge: (dedupKey, signal) => change(client, 'acknowledge', dedupKey, signal),
    resolve: (dedupKey, signal) => change(client, 'resolve', dedupKey, signal),
    find: (dedupKey, outer) => {
      const signal = bounded(outer, timeoutMs);
      return withIncident(dedupKey, signal, async ({ id, url, status, assignees }) => {
        const log = await readLog(client, id, signal);
        if (log.kind !== 'done') return log;
        const notified = log.value.flatMap(({ notified }) => (notified ? [notified] : []));
        const reached = await people.details(notified.length > 0 ? notified : assignees, signal);
        if (reached.kind !== 'done') return reached;
        const first = log.value.find(({ kind, human }) => kind === 'acknowledge' && human);
        const value = {
          remote: { id, url },
          status,
          reached: reached.value,
          acknowledged: first ? { at: first.at, by: first.by } : null,
        };
        return { ...log, value };
      });
    },
    escalate: async ({ dedupKey, level }, outer) => {
      const signal = bounded(outer, timeoutMs);
      const moved = await withIncident(dedupKey, signal, async ({ id }) => {
        const incident = { type: 'incident_reference', escalation_level: level };
        const put = await client.put(`incidents/${id}`, { incident }, signal);
        return put.kind === 'done' ? { ...put, value: true } : put;
      });
      return moved.kind === 'done' && moved.value === null ? noPage : nothing(moved);
    },
    whoIsOnCall: (signal) => people.onCall(bounded(signal, timeoutMs)),
    log: async (dedupKey, outer) => {
      const signal = bounded(outer, timeoutMs);
      const lines = await withIncident(dedupKey, signal, async ({ id, url }) => {
        const log = await readLog(client, id, signal);
        if (log.kind !== 'done') return log;
        const value = log.value.map(({ id: line, at, by, text }) => ({
          id: line,
          at,
          by,
          text,
          url,
        }));
        return { ...log, value };
      });
      return lines.kind === 'done' ? { ...lines, value: lines.value ?? [] } : lines;
    },
  };
}

function eventOf(request: PageRequest): object {
  const { dedupKey, summary, severity, source, component, at, details, links } = request;
  const kept = Object.entries(details)
    .slice(0, mostDetails)
    .map(([name, value]) => [cutText(name, 100), cutText(value, longestDetail)]);
  return {
    event_action: 'trigger',
    dedup_key: dedupKey,
    client: 'catops',
    payload: {
      summary: cutText(oneLine(summary) || 'Incident', longestSummary),
      source: oneLine(source) || 'catops',
      severity: loudness[severity],
      timestamp: at,
      ...(component ? { component } : {}),
      custom_details: Object.fromEntries(kept),
    },
    links: links
      .filter(({ url }) => /^https?:\/\//.test(url))
      .map(({ title, url }) => ({ href: url, text: title })),
  };
}

/** 202 names the key it was accepted for; anything else proves nothing. */
function accepted(
  outcome: Outcome<Json>,
  { dedupKey }: Pick<PageRequest, 'dedupKey'>,
): Outcome<{ readonly accepted: true }> {
  if (outcome.kind !== 'done') return outcome;
  const { status, dedup_key: key } = outcome.value as Record<string, unknown>;
  if (status === 'success' && key === dedupKey) return { ...outcome, value: { accepted: true } };
  return { kind: 'unknown', message: 'PagerDuty gave an answer that names another event.' };
}

async function change(
  client: PagerDutyClient,
  action: 'acknowledge' | 'resolve',
  dedupKey: string,
  signal: AbortSignal,
): Promise<Outcome<null>> {
  const problem = keyProblem(dedupKey);
  if (problem) return problem;
  const event = { event_action: action, dedup_key: dedupKey };
  return nothing(accepted(await client.event(event, signal), { dedupKey }));
}

/** An empty key would name every open incident, and a longer one would be cut into another. */
function keyProblem(dedupKey: string): Failure | undefined {
  if (dedupKey.trim() !== '' && dedupKey.length <= longestKey) return undefined;
  return {
    kind: 'permanent',
    code: 'invalid',
    message: `A key of a page has 1 to ${longestKey} characters.`,
    hint: 'This is a fault of catops: please report it.',
  };
}

function nothing(outcome: Outcome<unknown>): Outcome<null> {
  return outcome.kind === 'done' ? { ...outcome, value: null } : outcome;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
