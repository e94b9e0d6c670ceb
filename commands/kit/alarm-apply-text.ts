import type { Applied } from '../../src/alarms/apply/apply-plan.js';
import type { ApplyPlan, ApplyStep, Difference } from '../../src/alarms/apply/plan-apply.js';

const marks = { new: '+', changed: '~', same: '=', gone: '-', foreign: '!' } as const;

/** More than so many of one definition are one line: an alarm of routes stands for each route. */
const mostAlone = 3;

/** `Would make 12 alarms, change 1 and remove 0 in CloudWatch; 118 are as defined.` */
export function summaryOf({ place, steps }: ApplyPlan, prune: boolean): string {
  const count = (kind: ApplyStep['kind']) => steps.filter((step) => step.kind === kind).length;
  const removed = prune ? count('gone') : 0;
  if (count('new') + count('changed') + removed === 0)
    return `Every alarm is in ${place} as it is defined: ${count('same')}.`;
  return `Would make ${count('new')}, change ${count('changed')} and remove ${removed} in ${place}; ${count('same')} are as defined.`;
}

/** One line a step, or a definition's many alike; what is as it should be is not told. */
export function stepLines(steps: readonly ApplyStep[], prune: boolean): string[] {
  const groups = new Map<string, ApplyStep[]>();
  for (const step of steps) {
    if (step.kind === 'same' || step.kind === 'foreign') continue;
    if (step.kind === 'gone' && !prune) continue;
    const key = `${step.kind} ${nameOf(step).split(' ')[0]} ${changeText(step)}`;
    groups.set(key, [...(groups.get(key) ?? []), step]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first || group.length <= mostAlone) return group.flatMap(linesOf);
    const name = nameOf(first).split(' ')[0];
    return [
      `${marks[first.kind]} ${name}: ${group.length} alarms, one a route${changeText(first)}`,
    ];
  });
}

function linesOf(step: ApplyStep): string[] {
  const head = `${marks[step.kind]} ${nameOf(step)}`;
  if (step.kind === 'new') {
    const { metric, rule, window, threshold } = step.wanted.facts;
    const when = [threshold, window && `for ${window}`].filter(Boolean).join(' ');
    return [`${head}: ${[metric ?? rule, when].filter(Boolean).join(', ')}`];
  }
  if (step.kind !== 'changed') return [head];
  return [head, ...step.differences.map((each) => `    ${differenceText(each)}`)];
}

function nameOf(step: ApplyStep): string {
  return step.kind === 'gone' ? step.made.name : step.wanted.name;
}

/** Whose changes are the same are told together. */
function changeText(step: ApplyStep): string {
  return step.kind === 'changed' ? ` (${step.differences.map(({ what }) => what).join(', ')})` : '';
}

function differenceText({ what, from, to }: Difference): string {
  const shown = (text: string | null) => (text === null ? '—' : text.replaceAll('\n', ' / '));
  return `${what}: ${shown(from)} → ${shown(to)}`;
}

/** The plan and what came of it, as `--json` gives it. */
export function applyJson(
  { place, steps }: ApplyPlan,
  rest: Applied & { readonly dryRun: boolean; readonly notes: readonly string[] },
) {
  return {
    schema: 'catops.alarms-apply/v1' as const,
    place,
    ...rest,
    steps: steps.map((step) => ({
      kind: step.kind,
      name: nameOf(step),
      facts: step.kind === 'gone' ? step.made.facts : step.wanted.facts,
      ...(step.kind === 'changed' ? { differences: step.differences } : {}),
    })),
  };
}
