/** A process that can be killed at one of its steps: from then on nothing of it goes on. */
export interface Life {
  readonly steps: number;
  readonly isDead: boolean;
  /** Takes a step; false when it was the last one, and is not taken. */
  take(): boolean;
  /** Ends it, whatever it is at. */
  kill(): void;
}

/** Dies when it would take step number `diesAt`, counted from 1. */
export function createLife(diesAt = Number.POSITIVE_INFINITY): Life {
  let steps = 0;
  let isDead = false;
  return {
    get steps() {
      return steps;
    },
    get isDead() {
      return isDead;
    },
    take: () => {
      if (!isDead) steps += 1;
      if (steps >= diesAt) isDead = true;
      return !isDead;
    },
    kill: () => {
      isDead = true;
    },
  };
}

const never = new Promise<never>(() => undefined);

/**
 * What a process does to the world, a step a call, and as good as nothing once it is dead. `isStep`
 * says which functions change something; the answer of one may be lost as well.
 */
export function mortal<T extends object>(
  target: T,
  life: Life,
  isStep: (name: string) => boolean = () => true,
): T {
  return new Proxy(target, {
    get: (object, key, receiver) => {
      const found: unknown = Reflect.get(object, key, receiver);
      if (typeof found !== 'function') return found;
      return async (...args: unknown[]) => {
        if (life.isDead || (isStep(String(key)) && !life.take())) return never;
        const answer: unknown = await Reflect.apply(found, object, args);
        if (life.isDead || (isStep(String(key)) && !life.take())) return never;
        return answer;
      };
    },
  });
}
