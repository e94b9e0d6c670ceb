import type { Alarm } from '../alarm.js';
import type { AlarmSource } from '../ports.js';

/** Every alarm whose name begins so, page after page. `onCall` is told of each call. */
export async function lookAtAlarms(
  source: AlarmSource,
  prefix: string | null,
  onCall: (serverNow: string) => void,
  signal: AbortSignal,
): Promise<readonly Alarm[]> {
  // By name: an alarm that moved to a later page between two calls comes twice.
  const found = new Map<string, Alarm>();
  let page: string | null = null;
  do {
    const query = prefix === null ? { page } : { prefix, page };
    const { alarms, next, serverNow } = await source.alarms(query, signal);
    onCall(serverNow);
    for (const alarm of alarms) found.set(alarm.name, alarm);
    page = next;
  } while (page !== null);
  return [...found.values()];
}
