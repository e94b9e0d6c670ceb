import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Remembers the connections of a server, to be able to close those that were opened and never used:
 * browsers keep some in reserve, and Node counts them as busy. Costs nothing a request.
 */
export function rememberConnections(server: Server): { closeSilent(): void } {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return {
    closeSilent() {
      for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
    },
  };
}
