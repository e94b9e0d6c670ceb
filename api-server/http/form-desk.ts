import type { IncomingMessage } from 'node:http';
import type * as z from 'zod';
import type { Clock } from '../../src/platform/host.js';
import { Overloaded } from './failure.js';
import type { ReadBody } from './read-body.js';
import { type FormLimits, readForm } from './read-form.js';

/** How many forms are in hand at once, in all and of one account. */
export interface DeskLimits extends FormLimits {
  readonly atOnce: number;
  readonly ofOneAccount: number;
}

/** A form that comes in. */
export interface IncomingForm {
  readonly request: IncomingMessage;
  readonly accountId: string;
  readonly schema: z.ZodObject;
}

/**
 * Takes forms in, a few at a time: each is held in memory from its first byte until it is dealt with.
 * One account can never take all places, however slowly it sends.
 */
export class FormDesk {
  readonly #limits: DeskLimits;
  readonly #clock: Pick<Clock, 'sleep'>;
  readonly #byAccount = new Map<string, number>();
  #count = 0;

  constructor(limits: DeskLimits, clock: Pick<Clock, 'sleep'>) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Reads a form and does the work with it; rejects as overload when there is no place. */
  async receive<T>(
    { request, accountId, schema }: IncomingForm,
    work: (read: ReadBody) => Promise<T> | T,
  ): Promise<T> {
    const ofAccount = this.#byAccount.get(accountId) ?? 0;
    if (this.#count >= this.#limits.atOnce || ofAccount >= this.#limits.ofOneAccount) {
      throw new Overloaded('Too many uploads are under way.');
    }
    this.#count += 1;
    this.#byAccount.set(accountId, ofAccount + 1);
    try {
      return await work(await readForm(request, schema, this.#limits, this.#clock));
    } finally {
      this.#leave(accountId);
    }
  }

  #leave(accountId: string): void {
    this.#count -= 1;
    const left = (this.#byAccount.get(accountId) ?? 1) - 1;
    if (left > 0) this.#byAccount.set(accountId, left);
    else this.#byAccount.delete(accountId);
  }
}
