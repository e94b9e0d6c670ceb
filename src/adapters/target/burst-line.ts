import { Agent, type IncomingMessage, request as send } from 'node:http';
import { connect, isIP, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { clearTimeout, setTimeout } from 'node:timers';
import { connect as connectTls } from 'node:tls';
import type { BurstReply, BurstRequest } from '../../loadtest/probes/ports.js';
import { parseServerTiming } from '../../loadtest/reply-cost.js';

const largestReply = 16 * 1_048_576;

/** One connection to a target, opened before it is used; a new one takes its place when it is closed. */
export class BurstLine extends Agent {
  readonly #base: URL;
  readonly #timeoutMs: number;
  readonly #verifyTls: boolean;
  #opened: Socket | undefined;

  constructor(base: URL, timeoutMs: number, verifyTls: boolean) {
    super({ keepAlive: true, maxSockets: 1 });
    this.#base = base;
    this.#timeoutMs = timeoutMs;
    this.#verifyTls = verifyTls;
  }

  /** False when it cannot be opened in time, or is destroyed before. */
  open(): Promise<boolean> {
    const socket = this.#connect();
    this.#opened = socket;
    return new Promise((resolve) => {
      const timer = setTimeout(() => socket.destroy(), this.#timeoutMs);
      const settle = (is: boolean) => {
        clearTimeout(timer);
        resolve(is);
      };
      socket.once(this.#isSecure ? 'secureConnect' : 'connect', () => settle(true));
      socket.once('close', () => settle(false));
      // Also while it waits open for its first request: a socket without a listener ends the process.
      socket.on('error', () => undefined);
    });
  }

  // A socket that is ready is all an agent needs, whether or not TLS is under it.
  override createConnection(): Socket {
    const socket = this.#opened?.destroyed === false ? this.#opened : this.#connect();
    this.#opened = undefined;
    return socket;
  }

  /** Ends what it is about, which then has no answer. */
  override destroy(): void {
    this.#opened?.destroy();
    super.destroy();
  }

  /** Sends one request; its first bytes are written before anything else can happen. */
  ask({ path, headers }: BurstRequest): Promise<BurstReply> {
    const sentAt = performance.now();
    return new Promise((resolve) => {
      const tell = (message: IncomingMessage | null) => {
        clearTimeout(timer);
        resolve(replyOf(path, message, performance.now() - sentAt));
      };
      const request = send({
        agent: this,
        hostname: this.#hostname,
        port: this.#port,
        path: `${this.#base.pathname.replace(/\/$/, '')}${path}`,
        headers: { ...headers, host: this.#base.host },
      });
      // The whole time is bounded, not each silence in it.
      const timer = setTimeout(() => {
        request.destroy();
        tell(null);
      }, this.#timeoutMs);
      request.on('error', () => tell(null));
      // A 101 nobody asked for: Node would close the connection and say nothing more of the request.
      request.on('upgrade', (_message, socket) => {
        socket.destroy();
        tell(null);
      });
      request.on('response', (message) => {
        let size = 0;
        message.on('data', (chunk: Buffer) => {
          size += chunk.byteLength;
          if (size > largestReply) message.destroy();
        });
        message.on('error', () => undefined);
        message.on('close', () => tell(message.complete ? message : null));
      });
      request.end();
    });
  }

  get #isSecure(): boolean {
    return this.#base.protocol === 'https:';
  }

  get #hostname(): string {
    return this.#base.hostname.replace(/^\[|\]$/g, '');
  }

  get #port(): number {
    return Number(this.#base.port || (this.#isSecure ? 443 : 80));
  }

  #connect(): Socket {
    const where = { host: this.#hostname, port: this.#port };
    const socket = this.#isSecure
      ? connectTls({
          ...where,
          servername: isIP(this.#hostname) ? '' : this.#hostname,
          rejectUnauthorized: this.#verifyTls,
        })
      : connect(where);
    return socket.setNoDelay(true);
  }
}

function replyOf(path: string, message: IncomingMessage | null, ms: number): BurstReply {
  const headers = Object.fromEntries(
    Object.entries(message?.headers ?? {}).map(([name, value]) => [name, String(value)]),
  );
  const cost = parseServerTiming(headers['server-timing'] ?? '');
  return { path, status: message?.statusCode ?? null, ms, headers, cost };
}
