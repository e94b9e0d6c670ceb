import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { beginningOf } from './forwarded.js';
import { type InternetAddress, networkOf, readAddress } from './internet-address.js';
import type { IsTrusted } from './trusted-proxies.js';

const secretLifeMs = 86_400_000;
const remembered = Symbol('client');

interface Remembered {
  readonly secret: Buffer;
  readonly client: string;
  /** The other end, when it is a proxy of ours; each request may be of another client then. */
  readonly proxy: InternetAddress | undefined;
  /** What it said last, and who that is. */
  forwarded: { readonly header: string; readonly client: string } | undefined;
}

type KnownSocket = Socket & { [remembered]?: Remembered };

/**
 * Names clients without a key by a keyed hash of their address. The secret is random, stays in
 * memory and changes daily, so no name outlives its day and none leads back to an address.
 */
export class ClientAddresses {
  readonly #isTrusted: IsTrusted | undefined;
  #secret = randomBytes(32);
  #secretUntil: number;

  constructor(now: number, isTrusted?: IsTrusted) {
    this.#secretUntil = now + secretLifeMs;
    this.#isTrusted = isTrusted;
  }

  /** The name of who sent a request; computed once a connection and day, where no proxy is trusted. */
  of({ socket, headers }: IncomingMessage, now: number): string {
    if (now >= this.#secretUntil) {
      this.#secret = randomBytes(32);
      this.#secretUntil = now + secretLifeMs;
    }
    const known = this.#connection(socket);
    return known.proxy === undefined ? known.client : this.#behind(known, known.proxy, headers);
  }

  #connection(socket: KnownSocket): Remembered {
    const known = socket[remembered];
    if (known !== undefined && known.secret === this.#secret) return known;
    const address = readAddress(socket.remoteAddress ?? '');
    const proxy = address && this.#isTrusted?.(address) ? address : undefined;
    const client = this.#nameOf(address);
    const fresh = { secret: this.#secret, client, proxy, forwarded: undefined };
    socket[remembered] = fresh;
    return fresh;
  }

  #behind(known: Remembered, proxy: InternetAddress, headers: IncomingMessage['headers']): string {
    // Node joins several headers of this name into one text, in their order.
    const header = String(headers['x-forwarded-for'] ?? '');
    if (header === '' || this.#isTrusted === undefined) return known.client;
    if (known.forwarded?.header !== header) {
      const client = this.#nameOf(beginningOf(proxy, header, this.#isTrusted));
      known.forwarded = { header, client };
    }
    return known.forwarded.client;
  }

  #nameOf(address: InternetAddress | undefined): string {
    const network = address === undefined ? '' : networkOf(address);
    return createHmac('sha256', this.#secret).update(network).digest('base64url').slice(0, 22);
  }
}
