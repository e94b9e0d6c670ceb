import { abortChange } from '../../src/environments/perform-change.js';
import { requireRunning } from '../../src/environments/plan-change.js';
import { abortRequests, plannedRequests } from '../../src/environments/planned-requests.js';
import { performRollback, planRollback } from '../../src/environments/rollback.js';
import { CatopsError, messageOf } from '../../src/platform/errors.js';
import type { Reply } from './command.js';
import { type ChangeInvocation, changeEnvironment, type Proposal } from './environment-change.js';
import { planPreview } from './environment-preview.js';
import { whoIsTold } from './environment-told.js';

/** The way back, with the diagnosis above the plan. */
export function rollBack(invocation: ChangeInvocation, to: string | undefined): Promise<Reply> {
  return changeEnvironment(invocation, async (before, context) => {
    const { deps, layout } = context;
    const plan = await planRollback(deps, before, to, invocation.host.signal);
    const preview = planPreview(plan, layout, whoIsTold(context));
    const diagnosis = await diagnosisLines(invocation);
    return {
      preview: { ...preview, notes: [...preview.notes, ...diagnosis] },
      data: { plan, diagnosis },
      requests: (during) => plannedRequests(deps, plan, null, during),
      goal: { kind: 'version', version: plan.to?.version ?? '' },
      perform: (limits, onEvent, during) => performRollback(deps, plan, limits, onEvent, during),
    } satisfies Proposal;
  });
}

/** Stops an update. */
export function abortUpdate(invocation: ChangeInvocation): Promise<Reply> {
  return changeEnvironment(invocation, async (before, context) => {
    const { name, version, abortable, state } = before;
    requireRunning(before);
    if (!abortable)
      throw new CatopsError(
        'environment-busy',
        state === 'ready'
          ? `No update of ${name} runs: there is nothing to stop.`
          : `${name} is ${state}, and that cannot be stopped.`,
        { hint: `catops env status ${name}` },
      );
    return {
      preview: {
        summary: `Stop the update of ${name}${version ? ` to ${version}` : ''}; the release before it comes back.`,
        ...{ wakes: [], requests: [], notes: [] },
      },
      data: { before },
      requests: (during) => abortRequests(context.deps, before, during),
      goal: { kind: 'ready' },
      perform: (limits, onEvent, during) =>
        abortChange(context.deps, before, limits, onEvent, during),
    } satisfies Proposal;
  });
}

/** The two lines of a diagnosis; that there is none holds no rollback up. */
async function diagnosisLines(invocation: ChangeInvocation): Promise<readonly string[]> {
  const { flags, dryRun } = invocation;
  // Whoever has agreed already is not kept waiting for it.
  if (!dryRun && (flags.yes || flags.confirm !== undefined)) return [];
  try {
    const { briefDiagnosis } = await import('./diagnose.js');
    const answer = await briefDiagnosis(invocation);
    return ['  diagnosis (catops diagnose):', ...answer.map((line) => `    ${line}`)];
  } catch (error) {
    return [`  diagnosis not possible: ${messageOf(error)}`];
  }
}
