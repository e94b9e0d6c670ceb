import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be made long, or be closed. */
export interface Passage {
  readonly port: number;
  /** Every piece of data towards the server waits so long, from now on. */
  delay(ms: number): void;
  /** Cuts all connections and takes no new one. */
  cut(): void;
  close(): Promise<void>;
}

/** Listens on a free port of this machine and passes on to another. */
export async function openPassage(to: number): Promise<Passage> {
  let delayMs = 0;
  let isCut = false;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    if (isCut) return void client.destroy();
    const upstream = connect(to, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    client.setNoDelay(true);
    upstream.setNoDelay(true);
    client.on('data', (data) => {
      if (delayMs === 0) upstream.write(data);
      else setTimeout(() => upstream.writable && upstream.write(data), delayMs);
    });
    upstream.on('data', (data) => client.write(data));
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    delay(ms) {
      delayMs = ms;
    },
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
