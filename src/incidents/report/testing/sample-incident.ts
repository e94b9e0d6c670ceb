import type { EntryBase } from '../../entry.js';
import { foldIncident } from '../../fold.js';
import type { Entry, EntryBody, EntryKind, Incident } from '../../incident.js';

const base = {
  v: 1,
  inc: 'INC-2026-014',
  tz: 'Europe/Berlin',
  precision: 'minute',
  actor: { id: 'alex@example.org', role: 'lead', kind: 'person' },
  source: 'cli',
  visibility: 'internal',
  evidence: [],
  supersedes: null,
} as const;

/** What a test says of an entry; the rest is filled in. `at` is when it happened, in UTC. */
export type SampleEntry = EntryBody & Partial<EntryBase> & { readonly at?: string };

/** Entries in the order recorded, a minute apart from 2026-09-12T01:00Z unless they say otherwise. */
export function sampleEntries(drafts: readonly SampleEntry[]): readonly Entry[] {
  return drafts.map(({ at, ...draft }, index) => {
    const minute = new Date(Date.parse('2026-09-12T01:00:00Z') + index * 60_000).toISOString();
    const occurredAt = at ?? minute;
    const id = `E${String(index + 1).padStart(4, '0')}`;
    return { ...base, id, seq: index + 2, occurredAt, recordedAt: occurredAt, ...draft };
  });
}

const opening: Entry<'opened'> = {
  ...base,
  id: 'E0000',
  seq: 1,
  occurredAt: '2026-09-12T01:00:00.000Z',
  recordedAt: '2026-09-12T01:00:00.000Z',
  kind: 'opened',
  title: '5xx on the analysis route',
  summary: null,
  severity: 'sev2',
  service: 'cat-api',
  components: ['api'],
  key: null,
  nature: 'real',
  page: true,
  dedupKey: 'catops:INC-2026-014',
  private: false,
  publicRef: 'a1b2c3d4e5f6',
  runbook: null,
  checklist: [],
  targets: [],
};

/** An incident opened at 01:00Z with those entries (`E0001` is the first of them), then changed. */
export function sampleIncident(
  drafts: readonly SampleEntry[],
  changes: Partial<Incident> = {},
): Incident {
  return { ...foldIncident([opening, ...sampleEntries(drafts)]), ...changes };
}

/** One body of every kind of entry there is: the compiler asks for the ones that are added. */
export const oneOfEach: { readonly [K in EntryKind]: Extract<EntryBody, { kind: K }> } = {
  opened: {
    kind: 'opened',
    title: 'Title of the opening',
    summary: 'Summary of the opening',
    severity: 'sev2',
    service: 'service-name',
    components: ['component-name'],
    key: 'key-of-opening',
    nature: 'real',
    page: true,
    dedupKey: 'dedup-key',
    private: false,
    publicRef: 'a1b2c3d4e5f6',
    runbook: 'runbook-name',
    checklist: ['checklist step'],
    targets: ['on-call', 'chat', 'board', 'public'],
  },
  note: { kind: 'note', text: 'Text of a note' },
  update: { kind: 'update', text: 'Text of an internal update', status: 'identified' },
  state: {
    kind: 'state',
    from: 'investigating',
    to: 'identified',
    reason: 'Reason of the state',
    cancelled: null,
    forced: false,
  },
  severity: { kind: 'severity', from: 'sev3', to: 'sev2', reason: 'Reason of the severity' },
  role: { kind: 'role', role: 'lead', person: 'Person of the role' },
  milestone: { kind: 'milestone', name: 'impact-started', text: 'Text of the milestone' },
  reached: {
    kind: 'reached',
    remote: { id: 'remote-id', url: 'https://remote.example/1' },
    people: [{ name: 'Person reached', tz: 'Europe/Berlin', phones: ['+49 000'] }],
  },
  acknowledged: { kind: 'acknowledged', by: 'Person who acknowledged', via: 'on-call' },
  delivery: {
    kind: 'delivery',
    delivery: 'delivery-id',
    target: 'chat',
    op: 'chat.headline',
    result: 'dead',
    remote: { id: 'remote-id', url: 'https://remote.example/2' },
    throughSeq: 3,
    attempts: 2,
    skewMs: null,
    error: { code: 'error-code', message: 'Message of the error', hint: 'Hint of the error' },
  },
  command: {
    kind: 'command',
    argv: ['program', 'argument'],
    exitCode: 1,
    signal: null,
    durationMs: 1200,
    head: 'Head of the output',
    tail: 'Tail of the output',
    omittedBytes: 0,
  },
  candidates: {
    kind: 'candidates',
    from: 'commits',
    items: [
      {
        at: '2026-09-12T00:50:00.000Z',
        ref: 'reference-of-change',
        summary: 'Summary of the change',
        url: 'https://change.example',
      },
    ],
    absent: null,
  },
  action: {
    kind: 'action',
    action: 'A1',
    text: 'Text of the action',
    does: 'prevent',
    owner: 'Owner of the action',
    due: '2026-09-30',
    priority: 'high',
    status: 'open',
    url: 'https://action.example',
  },
  link: { kind: 'link', title: 'Title of the link', url: 'https://link.example' },
  attachment: { kind: 'attachment', name: 'file-name.log', sha256: 'ab'.repeat(32), bytes: 12 },
  reminder: { kind: 'reminder', everyMinutes: 30, snoozedUntil: null },
  statement: { kind: 'statement', section: 'summary', text: 'Text of the statement' },
  discrepancy: {
    kind: 'discrepancy',
    about: 'Subject of the discrepancy',
    accounts: [
      { source: 'first account', says: 'first saying' },
      { source: 'second account', says: 'second saying' },
    ],
  },
  public: { kind: 'public', step: 'drafted', sha256: 'cd'.repeat(32), text: null },
  redacted: { kind: 'redacted', reason: 'Reason of taking it out' },
};

/** Every kind of entry. */
export const entryKinds = Object.keys(oneOfEach) as readonly EntryKind[];
