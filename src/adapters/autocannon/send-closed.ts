import { clearTimeout, setTimeout } from 'node:timers';
import { divide } from '../../loadtest/divide.js';
import { Connection, type ConnectionOwner } from './connection.js';
import type { PhaseContext } from './phase-context.js';

// A connection that brought no answer is not followed by another at once: that would be a flood.
const pauseMs = 100;

/** Sends on each connection as soon as it is answered, until the time is over or the signal aborted. */
export async function sendClosed(context: PhaseContext, connections: number): Promise<void> {
  const { plan, phase, signal } = context;
  const lanes = new Lanes(context);
  const share = divide(connections, Array(plan.share.total).fill(1))[plan.share.index] ?? 0;
  for (let lane = 0; lane < share; lane++) lanes.open();
  await new Promise<void>((resolve) => {
    const timer = setTimeout(end, phase.seconds * 1000);
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    }
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
  lanes.close();
}

class Lanes implements ConnectionOwner {
  readonly #context: PhaseContext;
  readonly #open = new Set<Connection>();
  readonly #answered = new WeakSet<Connection>();
  readonly #pauses = new Set<NodeJS.Timeout>();
  #closed = false;

  constructor(context: PhaseContext) {
    this.#context = context;
  }

  open(): void {
    const { endpoint, meter } = this.#context;
    const connection = new Connection(endpoint, meter, this);
    this.#open.add(connection);
    this.#send(connection);
  }

  #send(connection: Connection): void {
    const { deal, write, meter } = this.#context;
    const request = deal();
    connection.send(write(request), meter.begin(request.route, null));
  }

  onReady(connection: Connection): void {
    this.#answered.add(connection);
    this.#send(connection);
  }

  onGone(connection: Connection): void {
    this.#open.delete(connection);
    if (this.#closed) return;
    if (this.#answered.has(connection)) {
      this.open();
      return;
    }
    const pause = setTimeout(() => {
      this.#pauses.delete(pause);
      this.open();
    }, pauseMs);
    this.#pauses.add(pause);
  }

  close(): void {
    this.#closed = true;
    for (const pause of this.#pauses) clearTimeout(pause);
    for (const connection of [...this.#open]) connection.close();
  }
}
