import { blamed } from '../failures/dependency.js';
import type { BreedRecord } from '../features/breeds/store.js';
import type { CategoryRecord } from '../features/categories/store.js';
import type { Favourite } from '../features/favourites/store.js';
import type { AnalysisDocument, ImageOrder, ImageRecord } from '../features/images/store.js';
import type { ActiveKey } from '../features/keys/store.js';
import type { Upload } from '../features/uploads/store.js';
import type { Vote } from '../features/votes/store.js';
import { mostWebhooks, type NewWebhook } from '../features/webhooks/store.js';
import type { AppDeps, Change, QueryMeter } from '../ports.js';
import { fakeFavourites, fakeVotes } from './fake-account-rows.js';
import { matches } from './fake-image-filter.js';
import { fakeUploads } from './fake-uploads.js';

/** What the fake database holds, which is only what may be seen and used; a test changes it and says so with {@link FakeStores.change}. */
export interface FakeData {
  images: ImageRecord[];
  uploads: Upload[];
  breeds: BreedRecord[];
  categories: CategoryRecord[];
  keys: ActiveKey[];
  analyses: Map<string, AnalysisDocument>;
  votes: Vote[];
  favourites: Favourite[];
  addresses: string[];
  webhooks: NewWebhook[];
}

/** Stores over plain data. Every call is a query, and is counted by its name. */
export class FakeStores {
  readonly data: FakeData;
  readonly #changes: Change[] = [];
  /** Queries so far, in order. */
  readonly queries: string[] = [];
  /** Set to make every query fail. */
  failure: Error | undefined;
  /** How old what is read is, as from a replica. */
  changesAgeMs = 0;
  /** Set to hold queries back until it resolves. */
  gate: Promise<void> = Promise.resolve();

  constructor(data: FakeData) {
    this.data = data;
  }

  /** Records that something was changed; gives the number of the change. */
  change(kind: Change['kind'], subject: string): number {
    return this.#changes.push({ seq: this.#changes.length + 1, kind, subject });
  }

  readonly meter: QueryMeter = {
    // Good enough where nothing else asks at the same time.
    measure: async (work) => {
      const before = this.queries.length;
      const value = await work();
      return { value, queries: this.queries.length - before };
    },
  };

  readonly stores: AppDeps['stores'] = {
    images: {
      all: () => this.#query('images.all', ({ images }) => byPosition(images)),
      byIds: (ids) =>
        this.#query('images.byIds', ({ images }) => images.filter(({ id }) => ids.includes(id))),
      analysis: (id) => this.#query('images.analysis', ({ analyses }) => analyses.get(id)),
      search: ({ filter, order, limit, page }) =>
        this.#query('images.search', ({ images }) => {
          const found = byPosition(images).filter(
            (image) => !image.resting && matches(image, filter),
          );
          const start = order === 'random' ? 0 : page * limit;
          const rows = ordered[order](found).slice(start, start + limit);
          return { rows, total: found.length };
        }),
    },
    breeds: {
      list: () => this.#query('breeds.list', ({ breeds }) => [...breeds]),
      byId: (id) => this.#query('breeds.byId', ({ breeds }) => breeds.find((b) => b.id === id)),
      searchByName: (text) =>
        this.#query('breeds.searchByName', ({ breeds }) =>
          breeds.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase())),
        ),
    },
    categories: {
      list: () =>
        this.#query('categories.list', ({ categories }) =>
          categories.toSorted((a, b) => a.name.localeCompare(b.name)),
        ),
    },
    keys: {
      active: (now) =>
        this.#query('keys.active', ({ keys }) => keys.filter((key) => isUsable(key, now))),
      byKeyId: (keyId, now) =>
        this.#query('keys.byKeyId', ({ keys }) =>
          keys.find((key) => key.keyId === keyId && isUsable(key, now)),
        ),
    },
    uploads: fakeUploads({
      query: (name, run) => this.#query(name, run),
      change: (kind, subject) => this.change(kind, subject),
    }),
    votes: fakeVotes((name, run) => this.#query(name, ({ votes }) => run(votes))),
    favourites: fakeFavourites((name, run) =>
      this.#query(name, ({ favourites }) => run(favourites)),
    ),
    signUp: {
      signUp: (address) =>
        this.#query('signUp.signUp', ({ addresses }) => {
          if (addresses.includes(address)) return false;
          addresses.push(address);
          return true;
        }),
    },
    webhooks: {
      add: (webhook) =>
        this.#query('webhooks.add', ({ webhooks }) => {
          const own = webhooks.filter(({ accountId }) => accountId === webhook.accountId);
          if (own.length >= mostWebhooks) return false;
          webhooks.push(webhook);
          return true;
        }),
    },
    changes: {
      ageMs: () => this.changesAgeMs,
      replicaLagSeconds: () => null,
      latest: () => this.#query('changes.latest', () => this.#changes.at(-1)?.seq ?? 0),
      since: (seq, limit) =>
        this.#query('changes.since', () =>
          this.#changes.filter((change) => change.seq > seq).slice(0, limit),
        ),
      mark: (seq) =>
        this.#query('changes.mark', () => {
          const change = this.#changes.find((each) => each.seq === seq);
          return change && `${change.kind} ${change.subject}`;
        }),
    },
  };

  /** Answers with what there was when it was asked, however long the answer is held back. */
  async #query<T>(name: string, read: (data: FakeData) => T): Promise<T> {
    this.queries.push(name);
    const answer = read(this.data);
    const { failure } = this;
    await this.gate;
    // What a driver throws is told apart from a defect where it is called; a TypeError is one.
    if (failure) throw failure instanceof TypeError ? failure : blamed(failure, 'database');
    return answer;
  }
}

function byPosition(images: readonly ImageRecord[]): ImageRecord[] {
  return images.toSorted((a, b) => a.position - b.position);
}

const ordered: Record<ImageOrder, (images: readonly ImageRecord[]) => readonly ImageRecord[]> = {
  asc: (images) => images,
  desc: (images) => images.toReversed(),
  random: (images) =>
    images
      .map((image) => ({ image, place: Math.random() }))
      .sort((a, b) => a.place - b.place)
      .map(({ image }) => image),
};

function isUsable({ expiresAt }: ActiveKey, now: number): boolean {
  return expiresAt === null || expiresAt > now;
}
