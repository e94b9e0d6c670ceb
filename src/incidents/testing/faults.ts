import type { Failure, Outcome } from '../ports.js';

/** What a fake vendor does instead of answering well. */
export type Fault =
  /** Answers so, having done nothing. */
  | { readonly kind: 'fails'; readonly failure: Failure }
  /** Does the work, and its answer is lost. */
  | { readonly kind: 'does-it-unheard' }
  /** Answers nothing until the caller gives up; `does` says whether the work is done. */
  | { readonly kind: 'hangs'; readonly does: boolean };

/** A fake vendor's troubles and its memory of who called what. */
export interface FakeVendor {
  /** Calls in the order they came, by method. */
  readonly calls: string[];
  /** The next calls of a method (`*`: of any) go wrong so, each fault once. */
  trouble(method: string, ...faults: readonly Fault[]): void;
  /** Every call of a method (`*`: of any) goes wrong so, until `heal`. */
  always(method: string, fault: Fault): void;
  heal(): void;
}

export const lost: Fault = { kind: 'does-it-unheard' };
export const refused: Fault = {
  kind: 'fails',
  failure: { kind: 'refused-before-send', message: 'connect ECONNREFUSED' },
};
export const unknownUndone: Fault = {
  kind: 'fails',
  failure: { kind: 'unknown', message: 'HTTP 500' },
};
export const limited = (retryAfterMs: number | null): Fault => ({
  kind: 'fails',
  failure: { kind: 'rate-limited', retryAfterMs, message: 'HTTP 429' },
});
export const badCredential: Fault = {
  kind: 'fails',
  failure: {
    kind: 'permanent',
    code: 'credential',
    message: 'HTTP 401 invalid token',
    hint: 'catops doctor',
  },
};

/** The inner side of a fake: runs each call through the faults set up for it. */
export interface Troubled extends FakeVendor {
  call<T>(method: string, signal: AbortSignal, work: () => Outcome<T>): Promise<Outcome<T>>;
}

export function createTroubled(latency: () => Promise<void> = async () => undefined): Troubled {
  const calls: string[] = [];
  let once: { method: string; fault: Fault }[] = [];
  let constant: { method: string; fault: Fault }[] = [];
  const matches = (method: string) => (one: { method: string }) =>
    one.method === '*' || one.method === method;
  const next = (method: string): Fault | undefined => {
    const index = once.findIndex(matches(method));
    if (index >= 0) return once.splice(index, 1)[0]?.fault;
    return constant.find(matches(method))?.fault;
  };
  return {
    calls,
    trouble: (method, ...faults) => {
      once = [...once, ...faults.map((fault) => ({ method, fault }))];
    },
    always: (method, fault) => {
      constant = [...constant, { method, fault }];
    },
    heal: () => {
      once = [];
      constant = [];
    },
    call: async (method, signal, work) => {
      calls.push(method);
      const fault = next(method);
      await latency();
      if (fault?.kind === 'fails') return fault.failure;
      if (!fault) return work();
      if (fault.kind === 'does-it-unheard') {
        work();
        return { kind: 'unknown', message: 'the answer never came' };
      }
      if (fault.does) work();
      await aborted(signal);
      return { kind: 'unknown', message: 'no answer in time' };
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
}
