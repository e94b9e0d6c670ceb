import { Server } from 'node:net';
import { clearInterval, clearTimeout, setInterval, setTimeout } from 'node:timers';
import type { Clock } from '../src/platform/host.js';
import type { App } from './app.js';
import type { Connections } from './connections.js';
import type { Failures } from './failures/failures.js';
import type { Log } from './ports.js';
import type { Wiring } from './wiring.js';

/** What ends. */
interface EndDeps {
  readonly app: App;
  readonly wiring: Pick<Wiring, 'close'>;
  readonly connections: Connections;
  readonly log: Log;
  readonly failures: Failures;
  readonly clock: Clock;
  /** Said when all requests have been answered. */
  readonly lastWords: () => void;
}

/** How long running requests may take after a stop, before their connections are cut. */
const stopMs = 5000;
/** How long clients are given to hear that their connection ends. */
const graceMs = 250;
/** Longer than clients were told that they may keep a connection. */
const unusedMs = 7000;

/** How an API process ends: at a stop within seconds, in a restart when all have been answered. */
export class EndOfWorker {
  readonly #deps: EndDeps;
  readonly #hurry = new AbortController();
  #ended: Promise<void> | undefined;

  constructor(deps: EndDeps) {
    this.#deps = deps;
  }

  /** Lets running requests end, for a few seconds. Never rejects; also hurries a hand-over. */
  stop(): Promise<void> {
    this.#hurry.abort();
    this.#ended ??= this.#stopGently();
    return this.#ended;
  }

  /**
   * Another process listens in its place: takes no new connection, and ends when the last one has.
   * It stays ready meanwhile: the server is.
   */
  handOver(withinMs: number): Promise<void> {
    this.#ended ??= this.#letConnectionsEnd(withinMs).then(() => this.#stopGently());
    return this.#ended;
  }

  async #letConnectionsEnd(withinMs: number): Promise<void> {
    const { app, clock, connections, log } = this.#deps;
    const { server } = app.fastify;
    const began = clock.monotonic();
    const passed = () => clock.monotonic() - began;
    // Not as HTTP closes a server, idle connections first: a request may be on its way on each.
    Server.prototype.close.call(server);
    connections.endAfterReply();
    while (connections.count() > 0 && passed() < withinMs) {
      await clock.sleep(20, this.#hurry.signal).catch(() => {});
      if (this.#hurry.signal.aborted) return;
      if (passed() < unusedMs) continue;
      server.closeIdleConnections();
      connections.closeSilent();
    }
    const cut = connections.count();
    if (cut > 0) log.info('hand-over-cut', { connections: cut, afterMs: withinMs });
  }

  async #stopGently(): Promise<void> {
    const { app, clock, connections, failures, lastWords, wiring } = this.#deps;
    const { server } = app.fastify;
    app.drain();
    connections.endAfterReply();
    if (connections.count() > 0) await clock.sleep(graceMs);
    // A connection kept alive is idle again after its last reply, and would keep the server open.
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    // Not at once: the first request of a new connection may be on its way.
    const closeSilent = setTimeout(() => connections.closeSilent(), graceMs);
    const cut = setTimeout(() => server.closeAllConnections(), stopMs);
    try {
      await app.close();
      // After a hand-over there was nothing left to close, which does not wait for anybody.
      while (connections.count() > 0) await clock.sleep(10);
      clearInterval(sweep);
      clearTimeout(closeSilent);
      lastWords();
      await wiring.close();
    } catch (error) {
      failures.note('stop-failed', error);
    }
    failures.close();
    cut.unref();
  }
}
