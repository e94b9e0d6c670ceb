import type { RoundSender } from '../../loadtest/baseline/ports.js';
import { mergeParts } from './merge-phases.js';
import { startTeam } from './thread-team.js';

// A phase ends by its plan; this is for one that hangs.
const spareMs = 15_000;

/** One thread for each plan that is open. `threadFile` is the built `generator-thread.js`. */
export function createRoundSender(options: { readonly threadFile: URL }): RoundSender {
  return {
    open: async (plan) => {
      const team = await startTeam(options.threadFile, plan, 1);
      return {
        run: async (index, signal) => {
          const limitMs = (plan.phases[index]?.seconds ?? 0) * 1000 + plan.timeoutMs + spareMs;
          const stop = (): void => team.stop();
          signal.addEventListener('abort', stop, { once: true });
          try {
            if (signal.aborted) stop();
            return mergeParts(await team.run(index, limitMs, () => undefined));
          } finally {
            signal.removeEventListener('abort', stop);
          }
        },
        close: team.close,
      };
    },
  };
}
