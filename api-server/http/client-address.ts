import { createHmac, randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';

const secretLifeMs = 86_400_000;
const remembered = Symbol('client');

interface Remembered {
  readonly secret: Buffer;
  readonly client: string;
}

type KnownSocket = Socket & { [remembered]?: Remembered };

/**
 * Names clients without a key by a keyed hash of their address. The secret is random, stays in
 * memory and changes daily, so no name outlives its day and none leads back to an address.
 */
export class ClientAddresses {
  #secret = randomBytes(32);
  #secretUntil: number;

  constructor(now: number) {
    this.#secretUntil = now + secretLifeMs;
  }

  /** The name of the connection's other end; computed once a connection and day. */
  of(socket: KnownSocket, now: number): string {
    if (now >= this.#secretUntil) {
      this.#secret = randomBytes(32);
      this.#secretUntil = now + secretLifeMs;
    }
    const known = socket[remembered];
    if (known !== undefined && known.secret === this.#secret) return known.client;
    const hash = createHmac('sha256', this.#secret).update(socket.remoteAddress ?? '');
    const client = hash.digest('base64url').slice(0, 22);
    socket[remembered] = { secret: this.#secret, client };
    return client;
  }
}
