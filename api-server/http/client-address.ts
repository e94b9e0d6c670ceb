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
 * Names clients without a key by a keyed hash of their address. The secret is random, kept in
 * no file and another every day, so no name outlives its day and none leads back to an address.
 */
export class ClientAddresses {
  readonly #isTrusted: IsTrusted | undefined;
  #secret: Buffer = randomBytes(32);
  #secretUntil: number;

  constructor(now: number, isTrusted?: IsTrusted) {
    this.#secretUntil = now + secretLifeMs;
    this.#isTrusted = isTrusted;
  }

  /** The name of who sent a request; computed once a connection and day, where no proxy is trusted. */
  of({ socket, headers }: IncomingMessage, now: number): string {
    if (now >= this.#secretUntil) this.#renew(now);
    const known = this.#connection(socket);
    return known.proxy === undefined ? known.client : this.#behind(known, known.proxy, headers);
  }

  /** The secret of the day, for processes that name addresses alike. */
  secret(now: number): { readonly bytes: Buffer; readonly until: number } {
    if (now >= this.#secretUntil) this.#renew(now);
    return { bytes: this.#secret, until: this.#secretUntil };
  }

  /** Takes the secret of another process; with it all clients get new names, unless it is the same. */
  adopt(bytes: Buffer, until: number): void {
    this.#secretUntil = until;
    if (!bytes.equals(this.#secret)) this.#secret = bytes;
  }

  #renew(now: number): void {
    this.#secret = randomBytes(32);
    this.#secretUntil = now + secretLifeMs;
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
