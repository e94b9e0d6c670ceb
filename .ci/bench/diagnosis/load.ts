import http from 'node:http';

/** What one request is. */
export interface Asked {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Address of the loopback network it comes from. */
  readonly from?: string;
}

/** Requests that come by themselves, like strangers', whether or not earlier ones were answered. */
export interface Stream {
  /** Requests a second, now. */
  rate: number;
  next(): Asked;
}

const patienceMs = 8000;

/** Sends the streams until it is stopped: Poisson arrivals, with a rate that wanders. */
export class Load {
  readonly #url: URL;
  readonly #random: () => number;
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  readonly #timers = new Set<NodeJS.Timeout>();
  #stopped = false;

  constructor(url: string, random: () => number) {
    this.#url = new URL(url);
    this.#random = random;
  }

  add(stream: Stream): void {
    const wander = { factor: 1 };
    const drift = setInterval(() => {
      wander.factor = Math.exp(0.7 * Math.log(wander.factor) + 0.15 * this.#normal());
    }, 1000);
    this.#timers.add(drift);
    const turn = () => {
      if (this.#stopped) return;
      const rate = Math.max(0.01, stream.rate * wander.factor);
      // One that stands still is looked at again: its rate may have changed.
      const waitMs = Math.min(250, (-Math.log(1 - this.#random()) / rate) * 1000);
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        if (waitMs < 250) this.#send(stream.next());
        turn();
      }, waitMs);
      this.#timers.add(timer);
    };
    turn();
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#agent.destroy();
  }

  #normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.#random())) * Math.cos(2 * Math.PI * this.#random());
  }

  #send({ method = 'GET', path, headers = {}, body, from = '127.0.0.1' }: Asked): void {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const request = http.request(
      {
        ...{ agent: this.#agent, method, path, localAddress: from, timeout: patienceMs },
        ...{ hostname: this.#url.hostname, port: this.#url.port, headers: { ...type, ...headers } },
      },
      (reply) => {
        reply.on('error', () => {});
        reply.resume();
      },
    );
    request.on('timeout', () => request.destroy());
    request.on('error', () => {});
    request.end(body);
  }
}
