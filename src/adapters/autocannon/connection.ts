import { performance } from 'node:perf_hooks';
import Client from 'autocannon/lib/httpClient.js';
import type { Exchange, Meter } from './meter.js';
import { ReplyWatch } from './reply-watch.js';
import { type ReplyCost, replyCost } from './server-timing.js';

/** Where connections lead. */
export interface Endpoint {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: number;
  /** Without an answer for this long a request is timed out and its connection closed. */
  readonly timeoutMs: number;
  /** Refuses a certificate that does not prove the host. */
  readonly verifyTls: boolean;
}

/** Told of a connection; each at most once for every request. */
export interface ConnectionOwner {
  /** It was answered and can be given its next request. */
  onReady(connection: Connection): void;
  /** It is closed for good. What it was asked last was answered, or is accounted for. */
  onGone(connection: Connection): void;
}

const silent: ReplyCost = { queries: null, fromCache: null };

/**
 * One socket of autocannon's HTTP client, sending when it is told to. Left to itself the client
 * sends at once after every answer, and after a lost connection it goes on with the queue and the
 * half-read answer of the old one: so its two inner calls for a next request and for a next socket
 * are answered here, and a client is never used for a second socket.
 */
export class Connection {
  readonly #client: Client;
  readonly #endpoint: Endpoint;
  readonly #meter: Meter;
  readonly #owner: ConnectionOwner;
  #exchange: Exchange | undefined;
  #cost = silent;
  readonly #watch = new ReplyWatch();
  #secure: boolean;
  #waiting: Buffer | undefined;
  #closing = false;
  #answerRead = false;
  #failed = false;
  #gone = false;

  /** Ready at once; the first request is written as soon as the socket is open. */
  constructor(endpoint: Endpoint, meter: Meter, owner: ConnectionOwner) {
    this.#endpoint = endpoint;
    this.#meter = meter;
    this.#owner = owner;
    const { protocol, hostname, port, timeoutMs } = endpoint;
    this.#client = new Client({
      protocol,
      hostname,
      port,
      timeout: timeoutMs / 1000,
      // A stand-in: each request brings its own bytes.
      requests: [{ method: 'GET', path: '/' }],
      setupClient: (client) => {
        client._doRequest = () => undefined;
      },
    });
    this.#secure = protocol !== 'https:';
    this.#listen(this.#client);
  }

  get busy(): boolean {
    return this.#exchange !== undefined;
  }

  /** Sends one request; only when it is ready. */
  send(bytes: Buffer, exchange: Exchange): void {
    this.#exchange = exchange;
    this.#watch.expect(exchange.route.check);
    if (this.#secure) this.#write(bytes);
    else this.#waiting = bytes;
  }

  /** Closes it; a request without an answer is in flight for ever. */
  close(): void {
    if (this.#exchange) this.#meter.leave(this.#exchange);
    this.#exchange = undefined;
    this.#end();
  }

  /** Ended by the server. */
  #leave(): void {
    this.#meter.reconnects++;
    this.#end();
  }

  #write(bytes: Buffer): void {
    this.#client.requestIterator.currentRequest.requestBuffer = bytes;
    Client.prototype._doRequest.call(this.#client);
  }

  #listen(client: Client): void {
    client._doRequest = () => {
      this.#answerRead = true;
    };
    client._connect = () => this.#lost();
    // Costs more than the rest of sending, and no request here is scripted.
    client.requestIterator.resetContext = () => undefined;
    // Otherwise every body would be kept, as a string that is broken where a packet ends in a letter.
    client.pipelinedRequests.addBody = (part) => this.#watch.body(part);
    client.on('headers', (head) => this.#head(head));
    client.on('response', (status) => this.#answered(status));
    client.on('connError', (error) => {
      this.#failed = true;
      this.#meter.noteFault(error);
    });
    // After the client's own listener: whatever came with the answer has been read by then, so that
    // a second answer in the same bytes is not taken for that of the next request.
    client.conn.on('data', () => this.#dataRead());
    if (!this.#secure) client.conn.once('secureConnect', () => this.#secured());
  }

  #secured(): void {
    if (this.#gone) return;
    const { conn } = this.#client;
    if (this.#endpoint.verifyTls && conn.authorized !== true) {
      this.#meter.noteFault(new Error('its certificate does not prove that it is the host'));
      this.#lost();
      return;
    }
    this.#secure = true;
    if (this.#waiting) this.#write(this.#waiting);
    this.#waiting = undefined;
  }

  #head({ headers, shouldKeepAlive }: Client.ResponseHead): void {
    this.#closing = !shouldKeepAlive;
    this.#cost = replyCost(headers);
    this.#watch.head(headers);
    // The client keeps no place for an answer that nothing asked for, and would die of it.
    if (!this.#exchange && !this.#gone) this.#client.pipelinedRequests.insertRequest({});
  }

  #answered(status: number): void {
    if (status < 200) {
      // An interim answer; the one that counts is still to come.
      this.#client.pipelinedRequests.insertRequest({});
      return;
    }
    const exchange = this.#exchange;
    this.#exchange = undefined;
    if (exchange) this.#meter.answer(exchange, status, this.#cost, this.#watch);
    else {
      this.#closing = true;
      this.#meter.unasked();
    }
    this.#cost = silent;
  }

  #dataRead(): void {
    if (this.#gone) return;
    if (this.#client.parser.hadError) this.#lost();
    else if (this.#answerRead && !this.#exchange) {
      this.#answerRead = false;
      if (this.#closing) this.#leave();
      else this.#owner.onReady(this);
    }
  }

  // Closed by the server, broken, timed out, or talking something else than HTTP.
  #lost(): void {
    if (this.#gone) return;
    const exchange = this.#exchange;
    if (exchange && !this.#failed && !this.#meter.isLate(exchange, performance.now())) {
      this.#closing = true;
      // Answers without a length last until the connection ends; this completes such a one.
      this.#client.parser.finish();
    }
    if (this.#exchange) this.#meter.abandon(this.#exchange, performance.now());
    this.#exchange = undefined;
    if (!this.#gone) this.#leave();
  }

  #end(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#client.destroy();
    this.#owner.onGone(this);
  }
}
