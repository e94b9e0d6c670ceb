/**
 * Turns within this process: whoever wants one waits for those before, in order. A lock between
 * processes is asked for by polling; lanes of one command would only get in each other's way there.
 */
export interface Turns {
  take<T>(name: string, work: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    take: async (name, work) => {
      const before = last.get(name);
      const mine = (before ?? Promise.resolve()).then(work);
      // Whoever comes next waits also for one that fails, and does not fail with it.
      const over = mine.catch(() => undefined);
      last.set(name, over);
      try {
        return await mine;
      } finally {
        if (last.get(name) === over) last.delete(name);
      }
    },
  };
}
