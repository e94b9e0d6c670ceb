import { printable } from '../../src/platform/terminal-text.js';
import { applyInit } from '../../src/rollups/init/apply-init.js';
import { type InitPlan, planInit } from '../../src/rollups/init/plan-init.js';
import { counted } from '../../src/rollups/report/figures.js';
import { parseDay } from '../../src/rollups/windows.js';
import type { Reply } from './command.js';
import { confirmed, type Preview } from './preview.js';
import type { RollupInvocation } from './rollup-context.js';

interface InitAsked {
  readonly since?: string | undefined;
  readonly yes: boolean;
  readonly noInput: boolean;
}

/** As early as anything of this product was logged. */
const firstDay = '2018-01-01';

/** Plans the declarations, shows them, and applies them when somebody agrees. */
export async function initTables(
  { host, wiring, dryRun, say }: Omit<RollupInvocation, 'flags'>,
  asked: InitAsked,
): Promise<Reply> {
  const { catalog, places } = await wiring.tableCatalog();
  const since = parseDay(asked.since ?? firstDay, host.clock.now());
  const plan = await planInit(catalog, { ...places, since }, host.signal);
  const preview = previewOf(plan);
  const missing = plan.steps.filter(({ change }) => change !== null).length;
  const answer = (text: string, applied: readonly string[]): Reply => ({
    exit: 'ok',
    data: { ...plan, dryRun, applied },
    text: () => text,
  });
  if (dryRun) return answer([preview.summary, ...preview.notes].map(lines).join('\n'), []);
  if (missing > 0 && plan.possible) {
    const argv = ['catops', ...host.argv, '--yes'];
    const stopped = await confirmed(host, preview, { ...asked, argv });
    if (stopped) return stopped;
  }
  // Says what is in the way where the plan is not possible.
  const applied = await applyInit(catalog, plan, host.signal, ({ kind, name }) =>
    say(`✓ ${kind} ${name}`),
  );
  for (const { says, mend } of plan.problems) say(printable(`! ${says} Try: ${mend}`));
  const done =
    applied.length === 0
      ? `Everything is declared in ${plan.place}.`
      : `${counted(applied.length, 'statement')} done in ${plan.place}.`;
  return answer(
    printable(done),
    applied.map(({ name }) => name),
  );
}

function previewOf({ place, problems, steps }: InitPlan): Preview {
  const missing = steps.filter(({ change }) => change !== null);
  const summary =
    missing.length === 0
      ? `Nothing is to be declared in ${place}.`
      : `Would run ${counted(missing.length, 'statement')} in ${place}:`;
  return {
    summary,
    wakes: [],
    requests: [],
    notes: [
      ...problems.map(({ says, mend }) => `! ${says} Try: ${mend}`),
      ...steps.map(({ kind, name, says }) => `${kind} ${name}: ${says}`),
      ...missing.map(({ change }) => `${change};`),
    ],
  };
}

/** A statement keeps its lines; each of them is harmless. */
function lines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
