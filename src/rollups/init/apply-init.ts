import { CatopsError } from '../../platform/errors.js';
import type { InitPlan, InitStep } from './plan-init.js';
import type { TableCatalog } from './ports.js';

/**
 * Does what the plan says, in its order, and answers what was changed. Every statement is safe to
 * repeat: after a failure, plan and apply again. Changes nothing when the plan is not possible.
 */
export async function applyInit(
  catalog: Pick<TableCatalog, 'apply'>,
  plan: InitPlan,
  signal: AbortSignal,
  onStep: (step: InitStep) => void,
): Promise<readonly InitStep[]> {
  if (!plan.possible) throw impossible(plan);
  const changed: InitStep[] = [];
  for (const step of plan.steps) {
    if (step.change === null) continue;
    await catalog.apply(step.change, signal);
    changed.push(step);
    onStep(step);
  }
  return changed;
}

function impossible({ problems, steps }: InitPlan): CatopsError {
  const problem = problems.find(({ stops }) => stops);
  if (problem) return new CatopsError('config-invalid', problem.says, { hint: problem.mend });
  const different = steps.find(({ state }) => state === 'different');
  const message = `Table ${different?.name} is another one. ${different?.says}`;
  return new CatopsError('config-invalid', message, { hint: 'catops rollup init --dry-run' });
}
