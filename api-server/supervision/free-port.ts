import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { serverEnv } from '../../src/contracts/server-env.js';
import { listenFailure } from '../listen-failure.js';

/**
 * A port nobody listens on right now. Someone may take it before it is used; whoever uses it asks
 * again then.
 */
export function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      reject(listenFailure(error, { host, port: 0, portEnv: serverEnv.port }));
    });
    server.listen(0, host, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
