import { performance } from 'node:perf_hooks';
import type { BurstReply, BurstSender } from '../../loadtest/probes/ports.js';
import { BurstLine } from './burst-line.js';

const usualTimeoutMs = 10_000;

/** Sends bursts to an API by its base URL, over connections that are open before the first request. */
export function createBurstSender(options: {
  /** Base URL without a trailing slash. */
  readonly url: string;
  /** Of opening a connection, and of each request. */
  readonly timeoutMs?: number;
  /** False takes any certificate; true when not said. */
  readonly verifyTls?: boolean;
}): BurstSender {
  const base = new URL(options.url);
  const timeoutMs = options.timeoutMs ?? usualTimeoutMs;
  const { verifyTls = true } = options;
  return {
    send: async (requests, { connections, signal, started, enough = () => false }) => {
      const count = Math.min(connections, requests.length);
      const lines = Array.from({ length: count }, () => new BurstLine(base, timeoutMs, verifyTls));
      const stop = () => {
        for (const line of lines) line.destroy();
      };
      signal.addEventListener('abort', stop, { once: true });
      try {
        const open = signal.aborted ? [] : await Promise.all(lines.map((line) => line.open()));
        const ready = lines.filter((_, index) => open[index]);
        const replies: BurstReply[] = [];
        let next = 0;
        let over = false;
        const work = async (line: BurstLine): Promise<void> => {
          while (!over && !signal.aborted) {
            const index = next++;
            const request = requests[index];
            if (request === undefined) return;
            const reply = await line.ask(request);
            replies[index] = reply;
            over ||= enough(reply);
          }
        };
        const startedAt = performance.now();
        const working = ready.map(work);
        started?.();
        await Promise.all(working);
        // Without a gap: every request before the last one that was sent was sent too.
        return { replies, tookMs: performance.now() - startedAt };
      } finally {
        signal.removeEventListener('abort', stop);
        stop();
      }
    },
  };
}
