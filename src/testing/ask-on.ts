import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** One client of a crowd: what it asks, again and again. */
export interface Asking {
  /** On one connection as long as it is kept, or each time on a new one. */
  readonly connection: 'kept' | 'new';
  readonly pauseMs: number;
  /** What it sends the n-th time. */
  next(turn: number): { readonly method: string; readonly path: string; readonly body?: string };
  /** Told of each answer to what it sent the n-th time. */
  answered?(turn: number, status: number): void;
}

/**
 * Asks as programs do that never try again: whatever is not answered is a failure, by its code.
 * Counts by status or code, until `end`.
 */
export function askOn(url: string, headers: Record<string, string>, clients: readonly Asking[]) {
  const seen = new Map<string, number>();
  let over = false;
  const work = Promise.all(
    clients.map(async ({ connection, pauseMs, next, answered }) => {
      const agent = new Agent({ keepAlive: connection === 'kept', maxSockets: 1 });
      for (let turn = 0; !over; turn += 1) {
        const { method, path, body } = next(turn);
        const result = await ask(url + path, { method, headers, agent }, body);
        if (typeof result === 'number') answered?.(turn, result);
        seen.set(String(result), (seen.get(String(result)) ?? 0) + 1);
        await sleep(pauseMs);
      }
      agent.destroy();
    }),
  );
  return {
    seen,
    async end() {
      over = true;
      await work;
    },
  };
}

/** The status; when there was none, the code of what went wrong. */
function ask(
  url: string,
  options: { method: string; headers: Record<string, string>; agent: Agent },
  body = '',
): Promise<number | string> {
  return new Promise((resolve) => {
    const asked = httpRequest(url, options, (reply) => {
      reply.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      reply.on('end', () => resolve(reply.statusCode ?? 0)).resume();
    });
    asked.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    asked.end(body);
  });
}
