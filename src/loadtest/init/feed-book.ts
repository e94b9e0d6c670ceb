import { fieldValues, itemFields } from '../item-values.js';
import { fillPlaceholders, placeholdersOf } from '../placeholders.js';
import type { ApiOperation, ApiParameter } from './api-operation.js';
import type { AskApi, DraftFeed } from './draft.js';
import { fieldFor, type ListRoute, listRoutes } from './list-route.js';

const usualCount = 25;

/** Feeds found so far, with the values that the API gave for them. */
export class FeedBook {
  readonly #operations: readonly ApiOperation[];
  readonly #ask: AskApi | null;
  readonly #feeds = new Map<string, DraftFeed & { readonly values: readonly string[] }>();

  constructor(operations: readonly ApiOperation[], ask: AskApi | null) {
    this.#operations = operations;
    this.#ask = ask;
  }

  /** Those that the texts given name, and those that these need, in order. */
  used(texts: readonly string[]): DraftFeed[] {
    const names = new Set(texts.flatMap(placeholdersOf));
    for (const name of names) {
      for (const other of placeholdersOf(this.#feeds.get(name)?.get ?? '')) names.add(other);
    }
    return [...this.#feeds.values()]
      .filter(({ name }) => names.has(name))
      .map(({ values: _values, ...feed }) => feed);
  }

  /** A text with the first value of each feed, for a single question. */
  first(text: string): string {
    return fillPlaceholders(text, (name) => this.#feeds.get(name)?.values[0]);
  }

  /**
   * The feed for a path parameter, `prefix` being what stands before it, where parameters are filled
   * as `texts` says. Undefined when no route lists its values. A parameter that the list needs is
   * held to one value, for what is listed belongs to that one: then `texts` is changed.
   */
  async feedFor(
    parameter: ApiParameter,
    prefix: string,
    texts: Record<string, string>,
  ): Promise<string | undefined> {
    for (const route of listRoutes(this.#operations, prefix)) {
      const held = this.#hold(placeholdersOf(prefix), texts);
      const found = await this.#find(parameter, route, held);
      if (found === undefined) continue;
      Object.assign(texts, held);
      return this.#add(parameter.name, found);
    }
    return undefined;
  }

  #hold(names: readonly string[], texts: Readonly<Record<string, string>>): Record<string, string> {
    const held = names.map((name) => {
      const feed = this.#feeds.get(placeholdersOf(texts[name] ?? '')[0] ?? '');
      if (feed === undefined || feed.count === 1) return [name, texts[name] ?? ''] as const;
      const { values, ...of } = feed;
      const one = this.#add(`${feed.name}_first`, { ...of, count: 1, values: values.slice(0, 1) });
      return [name, `{${one}}`] as const;
    });
    return Object.fromEntries(held);
  }

  async #find(
    parameter: ApiParameter,
    route: ListRoute,
    held: Readonly<Record<string, string>>,
  ): Promise<Omit<DraftFeed & { values: readonly string[] }, 'name'> | undefined> {
    const fill = (get: string): string => fillPlaceholders(get, (name) => held[name]);
    const count = usualCount;
    if (this.#ask === null) {
      const field = fieldFor(parameter, route.itemFields ?? []);
      return field === null ? undefined : { get: fill(route.get), field, count, values: [] };
    }
    for (const get of new Set([fill(route.get), fill(route.plain)])) {
      const reply = await this.#ask(this.first(get));
      if (reply?.status !== 200) continue;
      const field = fieldFor(parameter, itemFields(reply.text));
      const values = field === null ? [] : fieldValues(reply.text, field);
      if (field !== null && values.length > 0) return { get, field, count, values };
    }
    return undefined;
  }

  // The same list and field is one feed, whatever its parameter is called.
  #add(parameter: string, feed: Omit<DraftFeed & { values: readonly string[] }, 'name'>): string {
    const same = [...this.#feeds.values()].find(
      ({ get, field, count }) => get === feed.get && field === feed.field && count === feed.count,
    );
    if (same) return same.name;
    const base = parameter.replace(/[^A-Za-z0-9_-]/g, '_').replace(/^[^A-Za-z0-9]+/, '') || 'value';
    let name = base.slice(0, 60);
    for (let n = 2; this.#feeds.has(name); n++) name = `${base.slice(0, 58)}_${n}`;
    this.#feeds.set(name, { ...feed, name });
    return name;
  }
}
