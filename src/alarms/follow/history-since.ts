import type { Clock } from '../../platform/host.js';
import type { AlarmType, StateChange } from '../alarm.js';
import type { AlarmSource } from '../ports.js';

// A look that catches up on hours reads many pages: fewer than three a second leave the quota of the
// account (3 a second by CloudWatch's older text, shared with everybody) to others.
const betweenPagesMs = 350;

interface Lane {
  readonly type: AlarmType;
  page: string | null;
  pages: number;
  over: boolean;
  buffer: readonly StateChange[];
  at: number;
}

/** Which changes: of these types, from a moment on (milliseconds), of one alarm or of all. */
export interface HistoryAsked {
  readonly types: readonly AlarmType[];
  readonly from: number;
  readonly name?: string;
}

/**
 * Changes of these types from a moment on, oldest first across types, page by page: however long the
 * time, no more than a page of each type is held. `onCall` is told of each call, with the service's
 * clock.
 */
export async function* historySince(
  { source, clock }: { readonly source: Pick<AlarmSource, 'history'>; readonly clock: Clock },
  { types, from, name }: HistoryAsked,
  onCall: (serverNow: string) => void,
  signal: AbortSignal,
): AsyncGenerator<StateChange> {
  const lanes = types.map(
    (type): Lane => ({ type, page: null, pages: 0, over: false, buffer: [], at: 0 }),
  );
  const fill = async (lane: Lane): Promise<void> => {
    while (!lane.over && lane.at >= lane.buffer.length) {
      if (lane.pages > 0) await clock.sleep(betweenPagesMs, signal);
      const { type, page } = lane;
      const whose = name === undefined ? {} : { name };
      const query = { type, ...whose, from: new Date(from).toISOString(), page };
      const { changes, next, serverNow } = await source.history(query, signal);
      onCall(serverNow);
      lane.pages += 1;
      lane.page = next;
      lane.over = next === null;
      lane.buffer = changes;
      lane.at = 0;
    }
  };
  for (;;) {
    await Promise.all(lanes.map(fill));
    const first = lanes.reduce<Lane | undefined>(earlier, undefined);
    const change = first?.buffer[first.at];
    if (!first || !change) return;
    first.at += 1;
    yield change;
  }
}

function earlier(best: Lane | undefined, lane: Lane): Lane | undefined {
  const head = lane.buffer[lane.at];
  const known = best?.buffer[best.at];
  if (!head) return best;
  return known && known.at <= head.at ? best : lane;
}
