import type { IncomingMessage } from 'node:http';
import type { KeyIndex } from '../features/keys/index.js';
import type { ActiveKey } from '../features/keys/store.js';
import type { ClientAddresses } from './client-address.js';
import { presentedKey } from './client-key.js';

/** A client with a valid key. */
export type Client = Pick<ActiveKey, 'keyId' | 'accountId'>;

/** Tells who sent a request. */
export class ClientFinder {
  readonly #keys: KeyIndex;
  readonly #addresses: ClientAddresses;
  readonly #now: () => number;

  constructor(keys: KeyIndex, addresses: ClientAddresses, now: () => number) {
    this.#keys = keys;
    this.#addresses = addresses;
    this.#now = now;
  }

  /** The client's key; a wrong one is as none. */
  keyOf(request: IncomingMessage, rawQuery: string): Client | undefined {
    const presented = presentedKey(request, rawQuery);
    return presented === undefined ? undefined : this.#keys.find(presented, this.#now());
  }

  /** What a client without a key is called. `now` is of the monotonic clock. */
  addressOf(request: IncomingMessage, now: number): string {
    return this.#addresses.of(request, now);
  }
}
