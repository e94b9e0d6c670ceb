import type { Ask } from '../../http/binding.js';
import { invalidData, jsonReply, paginationHeaders, type Reply } from '../../http/reply.js';
import { type BreedIndex, breedJson } from './breed-index.js';
import type { BreedListQuery, BreedSearchQuery } from './schemas.js';
import type { BreedRecord, BreedStore } from './store.js';

/** Answers everything that is asked about breeds. */
export class BreedService {
  readonly #store: BreedStore;
  readonly #index: BreedIndex;
  readonly #publicUrl: string;

  constructor(store: BreedStore, index: BreedIndex, publicUrl: string) {
    this.#store = store;
    this.#index = index;
    this.#publicUrl = publicUrl;
  }

  /** A page beyond the end is empty: there is any number of them, so none is loaded or kept. */
  beyondTheEnd({ query }: Ask<unknown, BreedListQuery>): Reply | undefined {
    const count = this.#index.size;
    if (query.page === 0 || query.page * query.limit < count) return undefined;
    return jsonReply('[]', paginationHeaders(count, query.page, query.limit));
  }

  async list({ query, keyed }: Ask<unknown, BreedListQuery>): Promise<Reply> {
    const breeds = await this.#store.list();
    const first = query.page * query.limit;
    const rows = breeds.slice(first, first + query.limit);
    const headers = paginationHeaders(breeds.length, query.page, query.limit);
    return jsonReply(this.#array(rows, keyed), headers);
  }

  unknown(id: string): Reply | undefined {
    return this.#index.get(id) ? undefined : invalidData;
  }

  async breed(id: string, keyed: boolean): Promise<Reply> {
    const record = await this.#store.byId(id);
    return record ? jsonReply(breedJson(record, this.#publicUrl, keyed)) : invalidData;
  }

  searchIndex({ query }: Ask<unknown, BreedSearchQuery>): Reply {
    const found = query.q === '' ? [] : this.#index.named(query.q);
    const rows = found.map(({ json, jsonWithImage }) =>
      query.attach_image ? jsonWithImage : json,
    );
    return jsonReply(`[${rows.join(',')}]`);
  }

  async searchStore({ query }: Ask<unknown, BreedSearchQuery>): Promise<Reply> {
    const found = query.q === '' ? [] : await this.#store.searchByName(query.q);
    return jsonReply(this.#array(found, query.attach_image));
  }

  #array(records: readonly BreedRecord[], withImage: boolean): string {
    const rows = records.map((record) => breedJson(record, this.#publicUrl, withImage));
    return `[${rows.join(',')}]`;
  }
}
