import type { IndexedImage } from './image-index.js';

/** Pictures in order of approval. Finding a place is a binary search. */
export class OrderedImages {
  readonly images: IndexedImage[] = [];

  add(image: IndexedImage): void {
    this.images.splice(this.#placeOf(image.record.position), 0, image);
  }

  remove(image: IndexedImage): void {
    const place = this.#placeOf(image.record.position);
    if (this.images[place] === image) this.images.splice(place, 1);
  }

  #placeOf(position: number): number {
    let low = 0;
    let high = this.images.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.images[middle]?.record.position ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Ordered lists by some property, such as the breed. */
export class GroupedImages<K> {
  readonly #groups = new Map<K, OrderedImages>();

  add(key: K, image: IndexedImage): void {
    const group = this.#groups.get(key) ?? new OrderedImages();
    this.#groups.set(key, group);
    group.add(image);
  }

  remove(key: K, image: IndexedImage): void {
    const group = this.#groups.get(key);
    group?.remove(image);
    if (group?.images.length === 0) this.#groups.delete(key);
  }

  of(key: K): readonly IndexedImage[] {
    return this.#groups.get(key)?.images ?? [];
  }

  count(keys: readonly K[]): number {
    return keys.reduce((sum, key) => sum + this.of(key).length, 0);
  }

  /** Pictures of any of the keys, none twice, in order of approval. */
  any(keys: readonly K[]): readonly IndexedImage[] {
    const [only] = keys;
    if (keys.length === 1 && only !== undefined) return this.of(only);
    const united = new Set(keys.flatMap((key) => this.of(key)));
    return [...united].sort((a, b) => a.record.position - b.record.position);
  }
}
