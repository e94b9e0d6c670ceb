import { type DrainOptions, drain } from './deliveries/drain.js';
import type { OpenPorts } from './deliveries/open-ports.js';
import { createRun, type Run } from './deliveries/run.js';
import type { IncidentDeps } from './deps.js';
import type { IncidentId } from './entry.js';
import type { OnIncidentEvent } from './outcome.js';

/** The time a command gives to deliveries: ends with the budget or with Ctrl-C. */
export interface Budget {
  readonly signal: AbortSignal;
  readonly endsAt: number;
  /** Lets go of the timer. */
  end(): void;
}

/** Starts the foreground budget; null is no limit but Ctrl-C. */
export function startBudget(
  { clock }: Pick<IncidentDeps, 'clock'>,
  ms: number | null,
  signal: AbortSignal,
): Budget {
  const over = new AbortController();
  const timer = new AbortController();
  if (ms !== null) {
    void clock.sleep(ms, timer.signal).then(
      () => over.abort(new Error('The time for deliveries is over.')),
      () => undefined,
    );
  }
  return {
    signal: AbortSignal.any([over.signal, signal]),
    endsAt: ms === null ? Number.POSITIVE_INFINITY : clock.monotonic() + ms,
    end: () => timer.abort(),
  };
}

/** Works on the deliveries of one record within the budget. */
export async function workOn(
  deps: IncidentDeps,
  id: IncidentId,
  onEvent: OnIncidentEvent,
  budget: Budget,
  options: DrainOptions & { readonly ports?: OpenPorts },
): Promise<Run> {
  const run = createRun(deps, id, onEvent, budget.signal, budget.endsAt, options.ports);
  await drain(run, options);
  return run;
}

/** The pages that other incidents still owe: any command sends them along. */
export async function workOnOtherPages(
  deps: IncidentDeps,
  id: IncidentId | null,
  onEvent: OnIncidentEvent,
  budget: Budget,
): Promise<void> {
  const others = (await deps.store.unsent().catch(() => [])).filter((other) => other !== id);
  const owing = await Promise.all(
    others.map(async (other) => {
      const queue = await deps.store.queue(other).catch(() => []);
      return queue.some(({ must }) => must) ? [other] : [];
    }),
  );
  await Promise.all(
    owing
      .flat()
      .map((other) => workOn(deps, other, onEvent, budget, { enrich: false, only: ['on-call'] })),
  );
}
