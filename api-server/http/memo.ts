const longestText = 200;

/** Remembers results by short texts, the newest so many of them; forgets the oldest first. */
export class Memo<T> {
  readonly #results = new Map<string, T>();
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  get(text: string): T | undefined {
    return this.#results.get(text);
  }

  set(text: string, result: T): void {
    if (text.length > longestText) return;
    if (this.#results.size >= this.#size) {
      const [oldest] = this.#results.keys();
      if (oldest !== undefined) this.#results.delete(oldest);
    }
    this.#results.set(text, result);
  }
}
