import { CatopsError } from '../platform/errors.js';
import type { Work } from './deliveries/delivery.js';
import { anchorOf, mirrorWorks, replaced } from './deliveries/mirror-works.js';
import { newDelivery, targetOf } from './deliveries/new-delivery.js';
import { configured } from './deliveries/open-ports.js';
import type { Run } from './deliveries/run.js';
import type { IncidentDeps } from './deps.js';
import type { EntryKind, IncidentId } from './entry.js';
import { foldIncident } from './fold.js';
import type { Incident } from './incident.js';
import type { ChangeOutcome, OnIncidentEvent, PageReport } from './outcome.js';
import { exitOf, reportTargets } from './report-targets.js';
import type { Additions, DraftEntry, StoredRecord } from './store.js';
import { isLost, pageWorks, tellAll, toldOrNot, unrecorded } from './unrecorded.js';
import { type Budget, startBudget, workOn, workOnOtherPages } from './work-on.js';

/** What a use-case wants to add to an incident. */
export interface Change {
  readonly entries: readonly DraftEntry[];
  /** Beyond what chat and board are told of the entries anyway. */
  readonly works?: readonly Work[];
  /** True: chat and board are not told of the entries one by one; only headline and card follow. */
  readonly silent?: boolean;
}

/**
 * The way every command takes: decide on the newest state, record, then send what is due, the backlog
 * first. `build` may run more than once and throws CatopsErrors before anything is written.
 */
export async function changeIncident(
  deps: IncidentDeps,
  id: IncidentId,
  onEvent: OnIncidentEvent,
  signal: AbortSignal,
  build: (incident: Incident, record: StoredRecord) => Change,
): Promise<ChangeOutcome> {
  try {
    await deps.store.change(id, (record) => additions(deps, record, build), signal);
  } catch (error) {
    if (!isLost(error)) throw error;
    const record = await deps.store.read(id);
    const incident = foldIncident(record.entries, deps.policy.updateEveryMinutes);
    const { works = [] } = build(incident, record);
    return unrecorded(deps, record, works, error, onEvent, signal);
  }
  return deliver(deps, id, onEvent, signal);
}

/** Sends what an incident owes within the foreground budget, and tells how it stands. */
export async function deliver(
  deps: IncidentDeps,
  id: IncidentId,
  onEvent: OnIncidentEvent,
  signal: AbortSignal,
  options: { readonly ms?: number | null; readonly enrich?: boolean; readonly now?: boolean } = {},
): Promise<ChangeOutcome> {
  const ms = options.ms === undefined ? deps.policy.foregroundMs : options.ms;
  const budget = startBudget(deps, ms, signal);
  try {
    const [run] = await Promise.all([
      workOn(deps, id, onEvent, budget, { enrich: false, ...options }),
      workOnOtherPages(deps, id, onEvent, budget),
    ]);
    const outcome = await outcomeOf(deps, run, 'not-asked', signal);
    return run.storeFailed === null ? outcome : await tellOwed(run, outcome, budget);
  } finally {
    budget.end();
  }
}

/** The record was lost on the way: what on-call was still to be told is told without it. */
async function tellOwed(run: Run, outcome: ChangeOutcome, budget: Budget): Promise<ChangeOutcome> {
  const { deps, id, results, onEvent } = run;
  const done = (delivery: string) => results.get(delivery)?.delivery.state === 'done';
  const queue = (await deps.store.queue(id)).filter((delivery) => !done(delivery.id));
  const owed = pageWorks(queue.map(({ work }) => work));
  if (owed.length === 0) return outcome;
  const error = await tellAll(deps, outcome.incident, owed, onEvent, budget);
  return {
    ...outcome,
    exit: error ? 'upstream' : outcome.exit,
    warnings: [...outcome.warnings, toldOrNot(error)],
  };
}

/** How an incident stands after a run. */
export async function outcomeOf(
  deps: IncidentDeps,
  run: Run,
  page: PageReport['kind'],
  signal: AbortSignal,
): Promise<ChangeOutcome> {
  const record = await deps.store.read(run.id);
  const incident = foldIncident(record.entries, deps.policy.updateEveryMinutes);
  const ended = [...run.results.values()];
  const dead = ended.filter(({ delivery }) => delivery.state === 'dead');
  const refused = dead.some(({ error }) => error?.code === 'credential');
  const exit = exitOf({
    page,
    credential: refused && page === 'not-asked',
    storeFailed: run.storeFailed !== null,
    unfinished: record.queue.length > 0 || dead.length > 0,
    interrupted: signal.aborted,
  });
  return {
    incident,
    exit,
    targets: reportTargets(deps.targets, incident, record.queue),
    warnings: [...record.problems, ...warningsOf(run)],
  };
}

/** What is worth a sentence: a record that cannot be written, a clock that is off. */
export function warningsOf({ storeFailed, skews }: Run): readonly string[] {
  const failed =
    storeFailed === null ? [] : [`The record could not be written any more: ${storeFailed}`];
  const off = [...skews]
    .filter(([, ms]) => Math.abs(ms) > 2000)
    .map(
      ([target, ms]) =>
        `The clock of ${target} is ${Math.abs(Math.round(ms / 1000))} s ${ms > 0 ? 'ahead of' : 'behind'} this machine's.`,
    );
  return [...failed, ...off];
}

/** The entries of a change, and the deliveries that tell chat and board of them. */
export function additions(
  deps: IncidentDeps,
  record: StoredRecord,
  build: (incident: Incident, record: StoredRecord) => Change,
): Additions {
  const incident = foldIncident(record.entries, deps.policy.updateEveryMinutes);
  const { entries, works = [], silent = false } = build(incident, record);
  const all = [...works, ...mirrorWorks(entries, silent)].filter(
    (work) => isWanted(deps, incident, work) && !isTheirs(incident, work, entries),
  );
  const throughSeq = (record.entries.at(-1)?.seq ?? 0) + entries.length;
  const context = { id: record.id, publicRef: incident.publicRef, throughSeq };
  const made = all.flatMap((work) => {
    const dependsOn = anchorOf(work, incident, record.queue);
    return dependsOn === 'never' ? [] : [newDelivery(deps, context, work, { dependsOn })];
  });
  return { entries, deliveries: [...replaced(entries, all, record), ...made] };
}

function isWanted(deps: IncidentDeps, incident: Incident, { op }: Work): boolean {
  const target = targetOf(op);
  if (configured(deps.targets, target).kind === 'absent') return false;
  return target === 'public' || target === 'on-call' || incident.targets.includes(target);
}

/**
 * Headline and card of another machine with the same key say what that machine knows. They are changed
 * from here when this changes how things stand, and for nothing else.
 */
function isTheirs(
  { targetStates: { chat, board } }: Incident,
  { op }: Work,
  entries: readonly DraftEntry[],
): boolean {
  const slot = op === 'chat.edit' ? chat : op === 'board.update' ? board : null;
  return slot?.joined === true && !entries.some(({ kind }) => says.has(kind));
}

const says: ReadonlySet<string> = new Set<EntryKind>(['state', 'severity', 'update']);

/** Refuses, in one sentence. */
export function refuse(message: string, hint?: string): CatopsError {
  return new CatopsError('incident-invalid', message, hint === undefined ? {} : { hint });
}
