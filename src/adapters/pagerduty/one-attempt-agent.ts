import type { ClientRequest, IncomingHttpHeaders } from 'node:http';
import { Agent } from 'node:https';
import { connect } from 'node:net';

// What `http.request` calls on an agent; Node has it since the first agents and types it nowhere.
interface RequestAgent {
  addRequest(request: ClientRequest, options: object): void;
}

/**
 * The connection of one call. The client behind it repeats a 429 three times whatever it is told;
 * this lets one attempt through and answers every further one with an error. It also keeps what the
 * client loses: whether the request was written at all, and the head of the answer.
 */
export class OneAttemptAgent extends Agent {
  /** True once the whole request was handed to the operating system. */
  written = false;
  /** Head of the answer, also when its body could not be read. */
  head: { readonly status: number; readonly headers: IncomingHttpHeaders } | undefined;
  #attempts = 0;

  /** @param onWritten called once, when {@link written} turns true */
  constructor(base: string, onWritten: () => void) {
    // Connections are not kept: an unread body would hold the process for seconds.
    super({ keepAlive: false });
    const url = new URL(base);
    if (url.protocol === 'http:') this.#plain(url);
    const agent = this as unknown as RequestAgent;
    const add = (Agent.prototype as unknown as RequestAgent).addRequest;
    agent.addRequest = (request, options) => {
      this.#attempts += 1;
      if (this.#attempts > 1) {
        queueMicrotask(() => request.emit('error', new Error('One attempt only.')));
        return;
      }
      request.once('finish', () => {
        this.written = true;
        onWritten();
      });
      request.once('response', ({ statusCode, headers }) => {
        this.head = { status: statusCode ?? 0, headers };
      });
      add.call(this, request, options);
    };
  }

  /** The client always speaks https; a loopback server does not. */
  #plain(url: URL): void {
    this.createConnection = () =>
      Object.assign(
        connect({ host: url.hostname.replace(/[[\]]/g, ''), port: Number(url.port) || 80 }),
        { encrypted: true },
      );
  }
}
