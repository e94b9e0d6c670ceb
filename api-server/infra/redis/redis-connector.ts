import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { AbstractConnector, type RedisOptions } from 'ioredis';

/**
 * Opens connections as ioredis does, and hears their errors as long as they live: ioredis hears the
 * first alone, and a second one (an alert of TLS on a connection that is given up) would end the
 * process.
 */
export class RedisConnector extends AbstractConnector {
  readonly #options: RedisOptions;

  constructor(options: unknown) {
    const given = options as RedisOptions & { readonly disconnectTimeout: number };
    super(given.disconnectTimeout);
    this.#options = given;
  }

  async connect(): Promise<Socket> {
    const { host = 'localhost', port = 6379, tls } = this.#options;
    const stream = tls ? connectTls({ host, port, ...tls }) : connectPlain({ host, port });
    stream.on('error', (error) => {
      this.firstError = error;
    });
    this.connecting = true;
    this.stream = stream;
    return stream;
  }
}
