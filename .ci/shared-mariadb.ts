import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startMariaDbs, type TestMariaDbs } from '../api-server/testing/mariadb-server.js';

/** One MariaDB for all files of a run of the tests, started when the first of them asks. */
export interface SharedMariaDb {
  /** Answers with its port, or with 503 and why there is none. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Offers the server; nothing is started yet. */
export async function offerMariaDb(): Promise<SharedMariaDb> {
  let starting: Promise<TestMariaDbs> | undefined;
  const server = createServer(async (_request, reply) => {
    try {
      starting ??= startMariaDbs();
      reply.end(String((await starting).primary.port));
    } catch (error) {
      reply.statusCode = 503;
      reply.end(String(error));
    }
  });
  server.listen(0, '127.0.0.1').unref();
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await (await starting?.catch(() => undefined))?.stop();
    },
  };
}
