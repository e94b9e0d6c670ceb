import { CatopsError } from '../../platform/errors.js';
import type { Clock } from '../../platform/host.js';
import type { ApplyPlan, ApplyStep } from './plan-apply.js';
import type { AlarmMaker } from './ports.js';

/** What came of it, by the names of the alarms. */
export interface Applied {
  readonly put: readonly string[];
  readonly removed: readonly string[];
}

export interface ApplyOptions {
  /** Remove what no definition speaks of any more. */
  readonly prune: boolean;
  readonly clock: Clock;
  onStep(step: ApplyStep): void;
  /** The service was asked too often: it is tried again after so long. */
  onWait(ms: number): void;
}

/** CloudWatch takes three alarms a second from an account, and others make some too. */
const betweenPutsMs = 400;
const firstWaitMs = 5000;
const longestWaitMs = 60_000;
const mostTries = 10;

/**
 * Makes what is new and replaces what changed, metric alarms before the composites that name them;
 * removes what is gone only when `prune` says so. What was done before a failure stays done: running
 * it again goes on from there.
 */
export async function applyPlan(
  maker: AlarmMaker,
  { steps }: ApplyPlan,
  options: ApplyOptions,
  signal: AbortSignal,
): Promise<Applied> {
  const put: string[] = [];
  for (const step of inOrder(steps)) {
    if (put.length > 0) await options.clock.sleep(betweenPutsMs, signal);
    await patiently(options, signal, () => maker.put(step.wanted, signal));
    put.push(step.wanted.name);
    options.onStep(step);
  }
  const gone = options.prune ? steps.flatMap((step) => (step.kind === 'gone' ? [step] : [])) : [];
  const made = gone.map((step) => step.made);
  if (made.length > 0) await patiently(options, signal, () => maker.remove(made, signal));
  for (const step of gone) options.onStep(step);
  return { put, removed: made.map(({ name }) => name) };
}

type Due = Extract<ApplyStep, { kind: 'new' | 'changed' }>;

function inOrder(steps: readonly ApplyStep[]): readonly Due[] {
  const due = steps.filter((step): step is Due => step.kind === 'new' || step.kind === 'changed');
  const place = ({ wanted }: Due) => (wanted.instance.kind === 'composite' ? 1 : 0);
  return due.toSorted((a, b) => place(a) - place(b));
}

/** Putting and removing are safe to repeat; being asked too often passes. */
async function patiently(
  { clock, onWait }: ApplyOptions,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await work();
      return;
    } catch (error) {
      const throttled = error instanceof CatopsError && error.code === 'vendor-throttled';
      if (!throttled || tries === mostTries) throw error;
      const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** (tries - 1));
      onWait(wait);
      await clock.sleep(wait, signal);
    }
  }
}
