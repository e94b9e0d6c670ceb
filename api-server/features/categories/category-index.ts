import type { CategoryRecord } from './store.js';

/** All categories in memory. */
export class CategoryIndex {
  #byId = new Map<number, string>();

  get size(): number {
    return this.#byId.size;
  }

  replace(records: readonly CategoryRecord[]): void {
    this.#byId = new Map(records.map(({ id, name }) => [id, JSON.stringify({ id, name })]));
  }

  /** JSON of a category. */
  json(id: number): string | undefined {
    return this.#byId.get(id);
  }
}
