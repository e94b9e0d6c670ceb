import type { Configured, Targets } from '../../src/incidents/deps.js';
import type { Reached } from '../../src/incidents/entry.js';

/**
 * On-call, chat and boards as files that one can read. No vendor is built at all, so there is no
 * host that a practice could reach, whatever the settings say.
 */
export function practiceTargets(directory: string, person: Reached): Targets {
  const ready = <T>(open: () => Promise<T>): Configured<T> => ({
    kind: 'ready',
    name: 'practice',
    open,
  });
  return {
    onCall: ready(async () => {
      const adapter = await import('../../src/adapters/local/practice/practice-on-call.js');
      return adapter.createPracticeOnCall({ directory, person });
    }),
    chat: ready(async () => {
      const adapter = await import('../../src/adapters/local/practice/practice-chat.js');
      return adapter.createPracticeChat({ directory });
    }),
    board: ready(async () => {
      const adapter = await import('../../src/adapters/local/practice/practice-boards.js');
      return adapter.createPracticeTracker({ directory });
    }),
    publicBoard: ready(async () => {
      const adapter = await import('../../src/adapters/local/practice/practice-boards.js');
      return adapter.createPracticePublicBoard({ directory });
    }),
  };
}
