import { toldOf } from './change-listener.js';
import type { ChangeKind } from './change-record.js';
import { type PerformDeps, summaryOf } from './perform-change.js';
import type { ChangePlan } from './plan-change.js';
import type { EnvironmentStatus, PlannedRequest, PlannedStep } from './ports.js';
import type { RollbackPlan } from './rollback.js';

type Deps = Pick<PerformDeps, 'environments' | 'listeners' | 'actor' | 'clock'>;

/** Stands for what nobody can know before. */
const later = '(how it ended)';

/** Everything that would be sent to do what was planned, in order. Nothing is sent. */
export async function plannedRequests(
  deps: Deps,
  plan: ChangePlan | RollbackPlan,
  bundle: Extract<PlannedStep, { kind: 'publish' }>['bundle'] | null,
  signal: AbortSignal,
): Promise<readonly PlannedRequest[]> {
  const { environments } = deps;
  const { before, change, kind, to } = plan;
  const { name } = before;
  const published = bundle ? await environments.requests({ kind: 'publish', bundle }, signal) : [];
  const aborted =
    'abortsFirst' in plan && plan.abortsFirst ? await abortRequests(deps, before, signal) : [];
  const updated = await environments.requests({ kind: 'update', name, change }, signal);
  const about = { kind, from: before.version, to: to?.version ?? null };
  return [
    ...published,
    ...aborted,
    ...updated,
    ...(await tellRequests(deps, name, about, summaryOf(plan), signal)),
  ];
}

/** Everything that would be sent to stop an update. */
export async function abortRequests(
  deps: Deps,
  { name }: EnvironmentStatus,
  signal: AbortSignal,
): Promise<readonly PlannedRequest[]> {
  const sent = await deps.environments.requests({ kind: 'abort', name }, signal);
  const about = { kind: 'abort', from: null, to: null } as const;
  const told = await tellRequests(deps, name, about, `Abort the update of ${name}`, signal);
  return [...sent, ...told];
}

async function tellRequests(
  { listeners, actor, clock }: Deps,
  environment: string,
  about: { readonly kind: ChangeKind; readonly from: string | null; readonly to: string | null },
  summary: string,
  signal: AbortSignal,
): Promise<readonly PlannedRequest[]> {
  const record = { ...about, environment, actor, summary, wasHealthy: true, ended: null };
  const steps = [
    toldOf(record, 'started', summary, clock.now()),
    toldOf(record, 'ended', later, clock.now()),
  ];
  const sent = steps.flatMap((told) => listeners.map((each) => each.requests(told, signal)));
  return (await Promise.all(sent)).flat();
}
