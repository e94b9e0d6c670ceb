import type { BreedRecord } from './store.js';

/** A breed in memory, with its JSON made ahead. */
export interface IndexedBreed {
  readonly record: BreedRecord;
  /** Without its picture, as it is shown without a key and inside pictures. */
  readonly json: string;
  /** With its picture. */
  readonly jsonWithImage: string;
  readonly lowerName: string;
}

/** JSON of a breed; the address of its picture is made whole. */
export function breedJson(record: BreedRecord, publicUrl: string, withImage: boolean): string {
  const { image, ...rest } = record;
  if (!withImage || !image) return JSON.stringify(rest);
  return JSON.stringify({ ...rest, image: { ...image, url: `${publicUrl}${image.url}` } });
}

/** All breeds in memory, in table order. */
export class BreedIndex {
  readonly #publicUrl: string;
  #breeds: readonly IndexedBreed[] = [];
  #byId = new Map<string, IndexedBreed>();

  constructor(publicUrl: string) {
    this.#publicUrl = publicUrl;
  }

  get size(): number {
    return this.#breeds.length;
  }

  replace(records: readonly BreedRecord[]): void {
    this.#breeds = records.map((record) => ({
      record,
      json: breedJson(record, this.#publicUrl, false),
      jsonWithImage: breedJson(record, this.#publicUrl, true),
      lowerName: record.name.toLowerCase(),
    }));
    this.#byId = new Map(this.#breeds.map((breed) => [breed.record.id, breed]));
  }

  get(id: string): IndexedBreed | undefined {
    return this.#byId.get(id);
  }

  /** Breeds whose name contains the text, whatever its case. */
  named(text: string): readonly IndexedBreed[] {
    const lower = text.toLowerCase();
    return this.#breeds.filter(({ lowerName }) => lowerName.includes(lower));
  }
}
