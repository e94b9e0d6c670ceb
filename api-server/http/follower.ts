import { Repeating } from '../../src/platform/repeating.js';
import type { BreedRecord } from '../features/breeds/store.js';
import type { Indexes } from '../features/indexes.js';
import type { AppDeps, Change } from '../ports.js';
import { tagsOf } from './change-tags.js';

const pollMs = 1000;
const batch = 500;

/** How the follower is doing, for `/health/ready`. */
export interface FollowerState {
  /** True once the indexes were loaded. */
  readonly loaded: boolean;
  /** When following began to fail, milliseconds since the epoch; undefined while it works. */
  readonly failingSince: number | undefined;
  /** When the indexes were last known to be true. */
  readonly trueAt: number;
}

type FollowerDeps = Pick<AppDeps, 'stores' | 'clock' | 'log' | 'failures' | 'health' | 'shared'>;

/**
 * Keeps the indexes and the reply cache true: loads everything once, then asks every second what
 * changed and reads only that again. While the database is ill, what is there is served on.
 */
export class Follower {
  readonly #deps: FollowerDeps;
  readonly #indexes: Indexes;
  readonly #invalidate: (tag: string) => void;
  readonly #polling: Repeating;
  #seq = 0;
  #loaded = false;
  #trueAt = 0;
  #failingSince: number | undefined;

  constructor(deps: FollowerDeps, indexes: Indexes, invalidate: (tag: string) => void) {
    this.#deps = deps;
    this.#polling = new Repeating(deps.clock, pollMs, () => this.poll());
    this.#indexes = indexes;
    this.#invalidate = invalidate;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  get state(): FollowerState {
    return { loaded: this.#loaded, failingSince: this.#failingSince, trueAt: this.#trueAt };
  }

  /** Loads everything, then keeps following until {@link stop}. */
  async start(): Promise<void> {
    const { stores, clock } = this.#deps;
    const now = clock.now();
    // First the number, then the data: a change in between is read twice, never missed.
    this.#seq = await stores.changes.latest();
    const [images, breeds, categories, keys] = await Promise.all([
      stores.images.all(),
      stores.breeds.list(),
      stores.categories.list(),
      stores.keys.active(now),
    ]);
    this.#putBreeds(breeds);
    this.#indexes.categories.replace(categories);
    this.#indexes.images.put(images);
    this.#indexes.keys.replace(keys);
    this.#deps.shared?.replies.applied(this.#seq);
    this.#trueAt = now - stores.changes.ageMs();
    this.#loaded = true;
    this.#deps.health.seen('database-read');
    this.#polling.start();
  }

  /** Stops following and waits until nothing is under way. */
  async stop(): Promise<void> {
    await this.#polling.stop();
  }

  /** Catches up with all changes. A failure is remembered and never thrown. */
  async poll(): Promise<void> {
    const { stores, clock, log, failures, health } = this.#deps;
    const startedAt = clock.now();
    try {
      for (;;) {
        const changes = await stores.changes.since(this.#seq, batch);
        const last = changes.at(-1);
        if (last) await this.#apply(changes, last.seq);
        this.#seq = last?.seq ?? this.#seq;
        if (changes.length < batch) break;
      }
      if (this.#failingSince !== undefined) log.info('follower-recovered', {});
      this.#failingSince = undefined;
      this.#trueAt = startedAt - stores.changes.ageMs();
      health.seen('database-read');
    } catch (error) {
      health.seen('database-read', error);
      if (this.#failingSince !== undefined) return;
      this.#failingSince = startedAt;
      failures.note('follower-failed', error);
    }
  }

  /** Indexes first, then the replies made from them, so that none is made anew from the old. */
  async #apply(changes: readonly Change[], seq: number): Promise<void> {
    const subjects = (kind: Change['kind']) => [
      ...new Set(changes.filter((change) => change.kind === kind).map(({ subject }) => subject)),
    ];
    const images = subjects('image');
    const breeds = subjects('breed');
    const categories = subjects('category');
    await Promise.all([
      this.#readImages(images),
      breeds.length > 0 && this.#readBreeds(),
      categories.length > 0 && this.#readCategories(),
      this.#readKeys(subjects('key')),
    ]);
    if (breeds.length + categories.length > 0) this.#indexes.images.forgetRows();
    this.#deps.shared?.replies.applied(seq);
    for (const tag of new Set(changes.flatMap(tagsOf))) this.#invalidate(tag);
  }

  async #readImages(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const records = await this.#deps.stores.images.byIds(ids);
    const found = new Set(records.map(({ id }) => id));
    this.#indexes.images.remove(ids.filter((id) => !found.has(id)));
    this.#indexes.images.put(records);
  }

  async #readBreeds(): Promise<void> {
    this.#putBreeds(await this.#deps.stores.breeds.list());
  }

  #putBreeds(breeds: readonly BreedRecord[]): void {
    this.#indexes.breeds.replace(breeds);
    this.#indexes.facts.replace(breeds);
  }

  async #readCategories(): Promise<void> {
    this.#indexes.categories.replace(await this.#deps.stores.categories.list());
  }

  async #readKeys(keyIds: readonly string[]): Promise<void> {
    const { stores, clock } = this.#deps;
    for (const keyId of keyIds) {
      const key = await stores.keys.byKeyId(keyId, clock.now());
      if (key) this.#indexes.keys.put(key);
      else this.#indexes.keys.remove(keyId);
    }
  }
}
