import { CatopsError } from '../platform/errors.js';
import { findCandidates } from './candidates.js';
import { outcomeOf } from './change-incident.js';
import type { IncidentDeps } from './deps.js';
import type { DeliveryError, IncidentId } from './entry.js';
import { foldIncident } from './fold.js';
import type { Incident } from './incident.js';
import { buildOpening, checkOpening, type Opening, planPaging } from './opening.js';
import type { OnIncidentEvent, OpenOutcome, PageReport, TargetReport } from './outcome.js';
import { withPhones } from './phone-fallback.js';
import { exitOf, reportTargets } from './report-targets.js';
import { tellFromMemory } from './tell-from-memory.js';
import type { OpenIncident } from './use-cases.js';
import { type Budget, startBudget, workOn, workOnOtherPages } from './work-on.js';

/**
 * Makes the record durable, pages, then mirrors. Pages first: a dead tracker must never stop a human
 * being woken, and neither does a full disk. With the key of an open incident it joins that one.
 */
export const openIncident: OpenIncident = async (deps, input, onEvent, signal) => {
  checkOpening(deps, input);
  const { onEvent: tell, phones } = withPhones(deps, onEvent);
  const opening: Opening = {
    deps,
    input,
    publicRef: deps.ids.random(8),
    paging: planPaging(deps, input),
  };
  const budget = startBudget(deps, deps.policy.foregroundMs, signal);
  try {
    const created = await create(opening, tell, signal);
    if (created instanceof CatopsError)
      return await unrecorded(opening, created, tell, budget, phones);
    if (created.joined) return await join(deps, created.id, tell, budget, signal, phones);
    return await proceed(opening, created.id, tell, budget, signal, phones);
  } finally {
    budget.end();
  }
};

type Phones = ReturnType<typeof withPhones>['phones'];

async function create(
  opening: Opening,
  onEvent: OnIncidentEvent,
  signal: AbortSignal,
): Promise<{ readonly id: IncidentId; readonly joined: boolean } | CatopsError> {
  const { deps, input } = opening;
  const year = new Date(deps.clock.now()).getUTCFullYear();
  const { service } = deps.policy;
  try {
    const request = {
      year,
      key: input.key ?? null,
      service,
      build: (id: IncidentId) => buildOpening(opening, id),
    };
    const made = await deps.store.create(request, signal);
    const id = made.kind === 'created' ? made.record.id : made.id;
    onEvent({ kind: 'recorded', id, where: deps.store.where(id) });
    return { id, joined: made.kind === 'joined' };
  } catch (error) {
    if (error instanceof CatopsError && error.code !== 'interrupted') return error;
    throw error;
  }
}

async function proceed(
  opening: Opening,
  id: IncidentId,
  onEvent: OnIncidentEvent,
  budget: Budget,
  signal: AbortSignal,
  phones: Phones,
): Promise<OpenOutcome> {
  const { deps, paging } = opening;
  for (const { target, reason } of paging.skipped) onEvent({ kind: 'skipped', target, reason });
  const [run] = await Promise.all([
    workOn(deps, id, onEvent, budget, { enrich: false }),
    workOnOtherPages(deps, id, onEvent, budget),
    findCandidates(deps, id, onEvent, budget.signal),
  ]);
  // What the change sources found may have come after the others were done.
  if (!budget.signal.aborted && run.storeFailed === null) {
    await workOn(deps, id, onEvent, budget, { enrich: false });
  }
  const result = [...run.results.values()].find((one) => one.delivery.work.op === 'page.trigger');
  const settled = await outcomeOf(deps, run, 'not-asked', signal);
  let error = paging.wanted ? (paging.impossible ?? result?.error ?? null) : null;
  if (paging.wanted && !error && result?.delivery.state !== 'done') error = notYet;
  if (error && run.storeFailed !== null && !paging.impossible) {
    onEvent({
      kind: 'record-failed',
      message: run.storeFailed,
      dedupKey: settled.incident.dedupKey,
    });
    const { incident } = settled;
    error = await tellFromMemory(deps, incident, trigger, onEvent, budget);
  }
  const page = await pageReport(opening, settled.incident, error, phones);
  const exit = exitOf({
    page: page.kind,
    credential: false,
    storeFailed: run.storeFailed !== null,
    unfinished: settled.exit !== 'ok',
    interrupted: signal.aborted,
  });
  return { ...settled, exit, joined: false, page, recorded: run.storeFailed === null };
}

const trigger = { op: 'page.trigger' } as const;

const notYet: DeliveryError = {
  code: 'unknown',
  message: 'the page was not accepted in time',
  hint: 'catops incident sync',
};

async function pageReport(
  { deps, paging }: Opening,
  incident: Incident,
  error: DeliveryError | null,
  phones: Phones,
): Promise<PageReport> {
  if (!paging.wanted) return { kind: 'not-asked', reason: paging.reason };
  const { dedupKey, reached, milestones } = incident;
  if (!error) {
    const at = milestones.paged?.at ?? new Date(deps.clock.now()).toISOString();
    return { kind: 'accepted', at, dedupKey, reached };
  }
  const credential = error.code === 'credential';
  return { kind: 'not-confirmed', dedupKey, error, phones: await phones(), credential };
}

/** Nothing could be written down: a human being is woken all the same, and nothing else is done. */
async function unrecorded(
  opening: Opening,
  failure: CatopsError,
  onEvent: OnIncidentEvent,
  budget: Budget,
  phones: Phones,
): Promise<OpenOutcome> {
  const { deps, paging } = opening;
  const id: IncidentId = `INC-${new Date(deps.clock.now()).getUTCFullYear()}-unrecorded`;
  const { entries } = buildOpening(opening, id);
  const numbered = entries.map((entry, index) => ({
    v: 1 as const,
    inc: id,
    seq: index + 1,
    ...entry,
  }));
  const incident = foldIncident(numbered, deps.policy.updateEveryMinutes);
  onEvent({ kind: 'record-failed', message: failure.message, dedupKey: incident.dedupKey });
  const error = paging.wanted
    ? (paging.impossible ?? (await tellFromMemory(deps, incident, trigger, onEvent, budget)))
    : null;
  const page = await pageReport(opening, incident, error, phones);
  return {
    incident,
    exit: page.kind === 'not-confirmed' ? 'upstream' : 'localStore',
    targets: reportTargets(deps.targets, incident, []).map(leftOut),
    warnings: [
      `Nothing was recorded: ${failure.message}`,
      'Chat and board were left out: without a record they might be told twice.',
    ],
    joined: false,
    page,
    recorded: false,
  };
}

function leftOut(report: TargetReport): TargetReport {
  if (report.target === 'on-call' || report.state === 'skipped') return report;
  return { ...report, state: 'skipped', reason: 'left out: nothing could be recorded' };
}

async function join(
  deps: IncidentDeps,
  id: IncidentId,
  onEvent: OnIncidentEvent,
  budget: Budget,
  signal: AbortSignal,
  phones: Phones,
): Promise<OpenOutcome> {
  const run = await workOn(deps, id, onEvent, budget, { enrich: true });
  const outcome = await outcomeOf(deps, run, 'not-asked', signal);
  const { incident } = outcome;
  const owed = (await deps.store.queue(id)).find(({ work }) => work.op === 'page.trigger');
  const paged = incident.milestones.paged;
  const page: PageReport = owed
    ? {
        kind: 'not-confirmed',
        dedupKey: incident.dedupKey,
        error: owed.lastError ?? notYet,
        phones: await phones(),
        credential: owed.lastError?.code === 'credential',
      }
    : paged
      ? { kind: 'accepted', at: paged.at, dedupKey: incident.dedupKey, reached: incident.reached }
      : { kind: 'not-asked', reason: `${id} was opened without a page` };
  const exit = page.kind === 'not-confirmed' ? 'upstream' : outcome.exit;
  return { ...outcome, exit, joined: true, page, recorded: true };
}
