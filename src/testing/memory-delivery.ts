import type { DeliverOnceDeps } from '../announcements/deliver-once.js';
import type { Delivery } from '../announcements/ports.js';
import { createTestClock } from './test-host.js';

/** Deliveries on the clock of tests, whose journal is that map. */
export function memoryDelivery(journal = new Map<string, Delivery>()): DeliverOnceDeps {
  return {
    clock: createTestClock(),
    journal: {
      read: async (key) => journal.get(key) ?? null,
      write: async (key, delivery) => void journal.set(key, delivery),
    },
    lag: { requestTimeoutMs: 8000, lookAgainMs: 5000 },
  };
}
