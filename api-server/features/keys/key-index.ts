import { createHash } from 'node:crypto';
import type { ActiveKey } from './store.js';

const rememberedKeys = 1000;
const longestKey = 256;

/** All usable keys in memory, by the hash of what a client presents. */
export class KeyIndex {
  readonly #byHash = new Map<string, ActiveKey>();
  readonly #byKeyId = new Map<string, ActiveKey>();
  // Spares the hashing. Holds keys that were good when presented, and is emptied with any change.
  readonly #presented = new Map<string, ActiveKey>();

  get size(): number {
    return this.#byKeyId.size;
  }

  replace(keys: readonly ActiveKey[]): void {
    this.#byHash.clear();
    this.#byKeyId.clear();
    this.#presented.clear();
    for (const key of keys) this.put(key);
  }

  put(key: ActiveKey): void {
    this.remove(key.keyId);
    this.#byHash.set(key.hash, key);
    this.#byKeyId.set(key.keyId, key);
  }

  remove(keyId: string): void {
    this.#presented.clear();
    const known = this.#byKeyId.get(keyId);
    if (!known) return;
    this.#byKeyId.delete(keyId);
    this.#byHash.delete(known.hash);
  }

  /** The key that was presented, if it may be used at `now`. */
  find(presented: string, now: number): ActiveKey | undefined {
    const key = this.#presented.get(presented) ?? this.#lookUp(presented);
    if (key === undefined || (key.expiresAt !== null && key.expiresAt <= now)) return undefined;
    return key;
  }

  #lookUp(presented: string): ActiveKey | undefined {
    if (presented.length > longestKey) return undefined;
    const key = this.#byHash.get(createHash('sha256').update(presented).digest('hex'));
    if (key === undefined) return undefined;
    if (this.#presented.size >= rememberedKeys) this.#presented.clear();
    this.#presented.set(presented, key);
    return key;
  }
}
