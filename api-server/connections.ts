import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** The connections of a server. */
export interface Connections {
  /** How many are open. */
  count(): number;
  /** Ends each one with its next reply, so that no client reuses one that is about to close. */
  endAfterReply(): void;
  /** Closes those never used: browsers keep some in reserve, and Node counts them as busy. */
  closeSilent(): void;
}

/** Remembers the connections of a server, for its stop. Costs nothing a request until then. */
export function rememberConnections(server: Server): Connections {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return {
    count: () => open.size,
    endAfterReply() {
      server.prependListener('request', (_request, reply) => {
        reply.setHeader('connection', 'close');
      });
    },
    closeSilent() {
      for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
    },
  };
}
