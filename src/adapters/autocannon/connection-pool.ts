import { Connection, type ConnectionOwner, type Endpoint } from './connection.js';
import type { Meter } from './meter.js';

/** A request that is due: sent by the connection that is free for it. */
export interface DueRequest {
  readonly route: number;
  readonly bytes: Buffer;
  /** `performance.now()`. */
  readonly dueAt: number;
}

// Beyond, requests that are due wait for a connection, and their waiting is measured.
const mostConnections = 4000;

/**
 * Connections of an open phase, as many as there are requests a second: each is asked about once a
 * second, as by strangers' programs. A target that does not answer gets more of them, as it would
 * from strangers, because nobody waits for the answer of another.
 */
export class ConnectionPool implements ConnectionOwner {
  readonly #endpoint: Endpoint;
  readonly #meter: Meter;
  /** In order of their last use. */
  readonly #idle = new Set<Connection>();
  readonly #all = new Set<Connection>();
  #waiting: DueRequest[] = [];
  #wanted = 1;
  #open = true;

  constructor(endpoint: Endpoint, meter: Meter) {
    this.#endpoint = endpoint;
    this.#meter = meter;
  }

  /** True while a request is due or waits for its answer. */
  get busy(): boolean {
    return this.#waiting.length > 0 || this.#all.size > this.#idle.size;
  }

  /** Sends now, or when a connection is free; `wanted` connections are kept. */
  send(request: DueRequest, wanted: number): void {
    this.#wanted = wanted;
    const [oldest] = this.#idle;
    const enough = this.#all.size >= wanted;
    if (oldest && enough) this.#give(oldest, request);
    else if (this.#all.size < mostConnections) this.#give(this.#connect(), request);
    else if (oldest) this.#give(oldest, request);
    else this.#waiting.push(request);
  }

  #connect(): Connection {
    const connection = new Connection(this.#endpoint, this.#meter, this);
    this.#all.add(connection);
    return connection;
  }

  #give(connection: Connection, { route, bytes, dueAt }: DueRequest): void {
    this.#idle.delete(connection);
    connection.send(bytes, this.#meter.begin(route, dueAt));
  }

  onReady(connection: Connection): void {
    const next = this.#waiting.shift();
    if (next) {
      this.#give(connection, next);
      return;
    }
    this.#idle.add(connection);
    for (const oldest of this.#idle) {
      if (this.#idle.size <= this.#wanted) break;
      oldest.close();
    }
  }

  onGone(connection: Connection): void {
    this.#idle.delete(connection);
    this.#all.delete(connection);
    if (!this.#open) return;
    const next = this.#waiting.shift();
    if (next) this.#give(this.#connect(), next);
  }

  /** Closes all connections; what waits for an answer is in flight, what was not sent is not sent. */
  close(): void {
    this.#open = false;
    this.#waiting = [];
    for (const connection of [...this.#all]) connection.close();
  }
}
