/** Does so many pieces of work at once; others wait for their turn, in the order they came. */
export function createBoundedPool(atOnce: number) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) await new Promise<void>((go) => waiting.push(go));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // Its place goes from hand to hand, so that nobody comes in between.
      if (next) next();
      else running -= 1;
    }
  };
}
