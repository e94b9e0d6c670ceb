/** Lets one through after the other, in the order in which they came. */
export interface Gate {
  /** Resolves when it is open, to what opens it for the next; more than once is once. */
  enter(): Promise<() => void>;
}

export function createGate(): Gate {
  let last: Promise<void> = Promise.resolve();
  return {
    enter: async () => {
      const before = last;
      let leave: () => void = () => undefined;
      last = new Promise((resolve) => {
        leave = resolve;
      });
      await before;
      return leave;
    },
  };
}
