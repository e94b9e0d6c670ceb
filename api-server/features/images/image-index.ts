import { LRUCache } from 'lru-cache';
import type { WireText } from '../../http/reply.js';
import { draw } from './draw.js';
import { GroupedImages, OrderedImages } from './image-lists.js';
import type { ImageRows } from './image-row.js';
import type { ImageFilter, ImageOrder, ImageRecord, ImageSearcher } from './store.js';

/** A picture in memory, with its search rows made ahead. */
export interface IndexedImage {
  readonly record: ImageRecord;
  readonly row: WireText;
  /** Row with breeds and categories; made when first asked for, gone when one of them changes. */
  keyedRow: WireText | undefined;
}

export interface ImageQuery {
  readonly filter: ImageFilter;
  readonly order: ImageOrder;
  readonly limit: number;
  readonly page: number;
}

interface Found {
  readonly images: readonly IndexedImage[];
  readonly total: number;
}

/** Pictures in all remembered filter results together. */
const rememberedMatches = 1_000_000;

/** Every picture that the public may see, in memory: searches are answered without a query. */
export class ImageIndex implements ImageSearcher {
  readonly #rows: ImageRows;
  readonly #random: () => number;
  readonly #byId = new Map<string, IndexedImage>();
  readonly #all = new OrderedImages();
  readonly #withBreeds = new OrderedImages();
  readonly #byBreed = new GroupedImages<string>();
  readonly #byCategory = new GroupedImages<number>();
  readonly #byExtension = new GroupedImages<string>();
  readonly #matches = new LRUCache<string, readonly IndexedImage[]>({
    maxSize: rememberedMatches,
    sizeCalculation: (images) => images.length + 1,
  });

  constructor(rows: ImageRows, random: () => number) {
    this.#rows = rows;
    this.#random = random;
  }

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): IndexedImage | undefined {
    return this.#byId.get(id);
  }

  /** Puts pictures in, in place of those with the same ids. */
  put(records: readonly ImageRecord[]): void {
    for (const record of records) {
      this.#take(record.id);
      const image: IndexedImage = {
        record,
        row: this.#rows.keyless(record),
        keyedRow: undefined,
      };
      this.#byId.set(record.id, image);
      for (const list of this.#listsOf(record)) list.add(image);
    }
    this.#matches.clear();
  }

  remove(ids: readonly string[]): void {
    for (const id of ids) this.#take(id);
    this.#matches.clear();
  }

  /** A breed or a category changed: rows that show them are made anew. */
  forgetRows(): void {
    for (const image of this.#all.images) image.keyedRow = undefined;
  }

  /** The row of somebody with a key, who is shown breeds and categories. */
  keyedRow(image: IndexedImage): WireText {
    image.keyedRow ??= this.#rows.keyed(image.record, { breeds: true, categories: true });
    return image.keyedRow;
  }

  find({ filter, order, limit, page }: ImageQuery): Found {
    const matches = this.#matching(filter);
    const total = matches.length;
    if (order === 'random') return { images: draw(matches, limit, this.#random), total };
    const first = page * limit;
    if (order === 'asc') return { images: matches.slice(first, first + limit), total };
    const end = Math.max(0, total - first);
    return { images: matches.slice(Math.max(0, end - limit), end).reverse(), total };
  }

  search(query: ImageQuery): { rows: readonly ImageRecord[]; total: number } {
    const { images, total } = this.find(query);
    return { rows: images.map(({ record }) => record), total };
  }

  #take(id: string): void {
    const image = this.#byId.get(id);
    if (!image) return;
    this.#byId.delete(id);
    for (const list of this.#listsOf(image.record)) list.remove(image);
  }

  #matching(filter: ImageFilter): readonly IndexedImage[] {
    const { breedIds, categoryIds, extensions, hasBreeds } = filter;
    const wanted = [breedIds, categoryIds, extensions, hasBreeds === true ? true : undefined];
    const parts = wanted.filter((part) => part !== undefined).length;
    if (parts === 0) return this.#all.images;
    if (parts === 1 && hasBreeds === true) return this.#withBreeds.images;
    const key = JSON.stringify(wanted);
    const known = this.#matches.get(key);
    if (known) return known;
    const found = this.#smallest(filter).filter(({ record }) => matches(record, filter));
    this.#matches.set(key, found);
    return found;
  }

  /** The shortest list that every match is in. */
  #smallest({ breedIds, categoryIds, extensions, hasBreeds }: ImageFilter) {
    const lists = [
      { count: this.#all.images.length, list: () => this.#all.images },
      ...(hasBreeds === true
        ? [{ count: this.#withBreeds.images.length, list: () => this.#withBreeds.images }]
        : []),
      ...candidate(this.#byBreed, breedIds),
      ...candidate(this.#byCategory, categoryIds),
      ...candidate(this.#byExtension, extensions),
    ];
    return lists.reduce((best, next) => (next.count < best.count ? next : best)).list();
  }

  /** None for a picture that rests. */
  #listsOf(record: ImageRecord): Listing[] {
    if (record.resting) return [];
    return [
      this.#all,
      ...(record.breedIds.length > 0 ? [this.#withBreeds] : []),
      ...record.breedIds.map((id) => listing(this.#byBreed, id)),
      ...record.categoryIds.map((id) => listing(this.#byCategory, id)),
      listing(this.#byExtension, record.extension),
    ];
  }
}

interface Listing {
  add(image: IndexedImage): void;
  remove(image: IndexedImage): void;
}

function listing<K>(groups: GroupedImages<K>, key: K): Listing {
  return {
    add: (image) => groups.add(key, image),
    remove: (image) => groups.remove(key, image),
  };
}

function candidate<K>(groups: GroupedImages<K>, keys: readonly K[] | undefined) {
  if (keys === undefined) return [];
  return [{ count: groups.count(keys), list: () => groups.any(keys) }];
}

function matches(record: ImageRecord, filter: ImageFilter): boolean {
  const { breedIds, categoryIds, extensions, hasBreeds } = filter;
  if (hasBreeds === true && record.breedIds.length === 0) return false;
  if (breedIds && !record.breedIds.some((id) => breedIds.includes(id))) return false;
  if (categoryIds && !record.categoryIds.some((id) => categoryIds.includes(id))) return false;
  return extensions === undefined || extensions.includes(record.extension);
}
