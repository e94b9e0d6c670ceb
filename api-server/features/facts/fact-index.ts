import type { BreedRecord } from '../breeds/store.js';
import { type Fact, writeFacts } from './write-facts.js';

/** All facts in memory: written anew when the breeds change, in the order of the breeds. */
export class FactIndex {
  #all: readonly Fact[] = [];
  #byBreed = new Map<string, readonly Fact[]>();

  replace(breeds: readonly BreedRecord[]): void {
    this.#byBreed = new Map(breeds.map((breed) => [breed.id, writeFacts(breed)]));
    this.#all = [...this.#byBreed.values()].flat();
  }

  all(): readonly Fact[] {
    return this.#all;
  }

  /** Undefined when there is no such breed. */
  ofBreed(id: string): readonly Fact[] | undefined {
    return this.#byBreed.get(id);
  }
}
