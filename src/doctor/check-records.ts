import type { IncidentStore } from '../incidents/store.js';
import { messageOf } from '../platform/errors.js';
import { lengthText } from '../platform/format-time.js';
import type { Clock } from '../platform/host.js';
import type { Checkup, Finding } from './finding.js';

type Reads = Pick<IncidentStore, 'unsent' | 'queue' | 'onCallCache'>;

const area = 'Records';
const dayMs = 24 * 60 * 60_000;
/** Telephone numbers and shifts change: what is older than this may ring the wrong person. */
const staleAfterMs = 7 * dayMs;

/** Looks at the records of this machine: what is unsent, and who is known to be on call. */
export function createRecordsCheckup(deps: {
  readonly store: Reads;
  readonly clock: Clock;
  /** Tries the state directory out without leaving anything; answers why it cannot be written. */
  writable(): Promise<string | null>;
}): Checkup {
  return {
    area,
    examine: async () => [
      await checkDirectory(deps.writable),
      ...(await checkQueue(deps.store)),
      await checkOnCall(deps.store, deps.clock),
    ],
  };
}

async function checkDirectory(writable: () => Promise<string | null>): Promise<Finding> {
  const problem = await writable();
  const check = 'state directory';
  if (problem === null) return { area, check, state: 'ok', says: 'It can be written.', mend: null };
  const mend = 'mend its rights, free some space, or set CATOPS_STATE_DIR';
  return { area, check, state: 'broken', says: problem, mend };
}

async function checkQueue(store: Reads): Promise<Finding[]> {
  const check = 'queue';
  try {
    const ids = await store.unsent();
    const queues = await Promise.all(ids.map((id) => store.queue(id)));
    const all = queues.flat();
    if (all.length === 0) {
      return [{ area, check, state: 'ok', says: 'Everything is delivered.', mend: null }];
    }
    const must = all.filter((delivery) => delivery.must).length;
    const says = `${all.length} deliveries of ${ids.join(', ')} are queued${must > 0 ? `, ${must} of them pages` : ''}.`;
    const state = must > 0 ? 'broken' : 'warning';
    return [{ area, check, state, says, mend: 'catops incident sync' }];
  } catch (error) {
    return [{ area, check, state: 'broken', says: messageOf(error), mend: null }];
  }
}

async function checkOnCall(store: Reads, clock: Clock): Promise<Finding> {
  const check = 'kept on-call';
  const mend = 'catops oncall';
  const cache = await store.onCallCache().catch(() => null);
  if (cache === null) {
    const says = 'Nobody is known for the day without a network.';
    return { area, check, state: 'warning', says, mend };
  }
  const age = clock.now() - Date.parse(cache.at);
  const people = cache.people.length === 1 ? '1 person' : `${cache.people.length} people`;
  const says = `${people}, looked up ${lengthText(age)} ago.`;
  if (cache.people.every(({ phones }) => phones.length === 0)) {
    return { area, check, state: 'warning', says: `${says} No telephone number.`, mend };
  }
  if (age > staleAfterMs) return { area, check, state: 'warning', says, mend };
  return { area, check, state: 'ok', says, mend: null };
}
