import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { serverEnv } from '../../src/contracts/server-env.js';
import { listenFailure } from '../listen-failure.js';

/**
 * A port nobody listens on right now: the one asked for, or any for 0. Someone may take it before it
 * is used; whoever uses it asks again then. Throws `port-in-use` when the one asked for is taken.
 */
export function freePort(host: string, wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      reject(listenFailure(error, { host, port: wanted, portEnv: serverEnv.port }));
    });
    server.listen(wanted, host, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
