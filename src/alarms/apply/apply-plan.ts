import type { ApplyPlan, ApplyStep } from './plan-apply.js';
import type { AlarmMaker } from './ports.js';

/** What came of it, by the names of the alarms. */
export interface Applied {
  readonly put: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Makes what is new and replaces what changed, metric alarms before the composites that name them;
 * removes what no definition speaks of only when `prune` says so. What was done before a failure
 * stays done: running it again goes on from there.
 */
export async function applyPlan(
  maker: AlarmMaker,
  { steps }: ApplyPlan,
  options: { readonly prune: boolean; readonly onStep: (step: ApplyStep) => void },
  signal: AbortSignal,
): Promise<Applied> {
  const put: string[] = [];
  const due = steps.filter(
    (step): step is Extract<ApplyStep, { kind: 'new' | 'changed' }> =>
      step.kind === 'new' || step.kind === 'changed',
  );
  const order = (step: (typeof due)[number]) => (step.wanted.instance.kind === 'composite' ? 1 : 0);
  for (const step of due.toSorted((a, b) => order(a) - order(b))) {
    await maker.put(step.wanted, signal);
    put.push(step.wanted.name);
    options.onStep(step);
  }
  const gone = options.prune ? steps.flatMap((step) => (step.kind === 'gone' ? [step] : [])) : [];
  if (gone.length > 0)
    await maker.remove(
      gone.map(({ made }) => made),
      signal,
    );
  for (const step of gone) options.onStep(step);
  return { put, removed: gone.map(({ made }) => made.name) };
}
