import { AsyncResource } from 'node:async_hooks';
import { Overloaded } from '../../http/failure.js';

interface Waiting<In, Out> {
  readonly item: In;
  resolve(result: Out): void;
  reject(error: unknown): void;
}

/** How much is written at once, and how much may wait for its turn. */
export interface GroupLimits {
  readonly atOnce: number;
  readonly waiting: number;
}

const usualLimits: GroupLimits = { atOnce: 500, waiting: 10_000 };

/**
 * Writes what comes at about the same time together: making one group durable costs as much as one
 * item. What comes while a group is being written waits for the next, so that nobody waits for
 * company. A group is written as a whole or not at all.
 */
export class GroupCommit<In, Out> {
  readonly #write: (items: readonly In[]) => Promise<readonly Out[]>;
  readonly #limits: GroupLimits;
  #waiting: Waiting<In, Out>[] = [];
  /** Goes on in the name of the first that waits, who is charged with the group's queries. */
  #next: (() => void) | undefined;
  #writing = false;

  constructor(
    write: (items: readonly In[]) => Promise<readonly Out[]>,
    limits: GroupLimits = usualLimits,
  ) {
    this.#write = write;
    this.#limits = limits;
  }

  /** Resolves when the item is durable. Rejects when its group was not written, or too much waits. */
  add(item: In): Promise<Out> {
    if (this.#waiting.length >= this.#limits.waiting) {
      return Promise.reject(new Overloaded('Too many writes wait for the database.'));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (!this.#writing) void this.#writeGroup();
      else this.#next ??= AsyncResource.bind(() => void this.#writeGroup());
    });
  }

  async #writeGroup(): Promise<void> {
    this.#writing = true;
    this.#next = undefined;
    const group = this.#waiting.splice(0, this.#limits.atOnce);
    // More than one group waits: the next is bound to whoever comes, or to nobody.
    if (this.#waiting.length > 0) this.#next = () => void this.#writeGroup();
    try {
      const results = await this.#write(group.map(({ item }) => item));
      group.forEach(({ resolve }, index) => {
        resolve(results[index] as Out);
      });
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
    this.#writing = false;
    (this.#next as (() => void) | undefined)?.();
  }
}
