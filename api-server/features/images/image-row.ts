import { type WireText, wireText } from '../../http/reply.js';
import type { BreedIndex } from '../breeds/index.js';
import type { CategoryIndex } from '../categories/index.js';
import type { ImageRecord } from './store.js';

/** Which of the fields that need a key a search row shows. */
export interface RowFields {
  readonly breeds: boolean;
  readonly categories: boolean;
}

/** Writes pictures as JSON, with breeds and categories taken from their indexes. */
export class ImageRows {
  readonly #publicUrl: string;
  readonly #breeds: BreedIndex;
  readonly #categories: CategoryIndex;

  constructor(publicUrl: string, breeds: BreedIndex, categories: CategoryIndex) {
    this.#publicUrl = publicUrl;
    this.#breeds = breeds;
    this.#categories = categories;
  }

  url({ id, extension }: ImageRecord): string {
    return `${this.#publicUrl}/images/${id}.${extension}`;
  }

  /** The four fields that everybody is shown. */
  keyless(record: ImageRecord): WireText {
    return wireText(this.#core(record));
  }

  /** `breeds`, possibly empty, and `categories` when there are any, come before the four fields. */
  keyed(record: ImageRecord, fields: RowFields): WireText {
    const categories = fields.categories ? this.#categoriesJson(record) : '';
    const breeds = fields.breeds ? `"breeds":[${this.#breedsJson(record)}],` : '';
    const more = categories === '' ? '' : `"categories":[${categories}],`;
    return wireText(`{${breeds}${more}${this.#core(record).slice(1)}`);
  }

  /** One picture by itself: breeds and categories only when there are any. */
  single(record: ImageRecord): string {
    const { id, width, height } = record;
    const breeds = this.#breedsJson(record);
    const categories = this.#categoriesJson(record);
    const core = JSON.stringify({ id, width, height, url: this.url(record) }).slice(0, -1);
    const breedsField = breeds === '' ? '' : `,"breeds":[${breeds}]`;
    return `${core}${breedsField}${categories === '' ? '' : `,"categories":[${categories}]`}}`;
  }

  #core(record: ImageRecord): string {
    const { id, width, height } = record;
    return JSON.stringify({ id, url: this.url(record), width, height });
  }

  #breedsJson({ breedIds }: ImageRecord): string {
    return breedIds.flatMap((id) => this.#breeds.get(id)?.json ?? []).join(',');
  }

  #categoriesJson({ categoryIds }: ImageRecord): string {
    return categoryIds.flatMap((id) => this.#categories.json(id) ?? []).join(',');
  }
}
