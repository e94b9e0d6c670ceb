import type { LoggedRequest, LoggedRequests } from '../../src/contracts/access-log.js';
import { timeIn } from '../../src/platform/format-time.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Zone } from '../../src/platform/zone.js';

/** How requests are shown. */
export interface RequestLook {
  readonly zone: Zone;
  readonly colour: boolean;
  /** Of all requests, or of those that failed for a reason that is not the client's. */
  readonly which: 'all' | 'failed';
}

/** Lines for one look at the log: what fails is shown first, and no flood pushes it off the screen. */
const mostLines = 10;
const paint = { '2': '32', '3': '36', '4': '33', '5': '31' } as const;

/**
 * The requests of one look as lines, the failed ones before others when they are too many, and one
 * more line that counts by class what is not shown.
 */
export function requestLines(
  { requests, skippedBytes }: LoggedRequests,
  look: RequestLook,
): readonly string[] {
  const wanted = look.which === 'all' ? requests : requests.filter(isFailed);
  const failed = wanted.filter(isFailed).slice(0, mostLines);
  const others = wanted.filter((each) => !isFailed(each)).slice(0, mostLines - failed.length);
  const shown = new Set([...failed, ...others]);
  const lines = wanted.filter((each) => shown.has(each)).map((each) => lineOf(each, look));
  const left = wanted.filter((each) => !shown.has(each));
  const more = [
    ...(left.length > 0 ? [`${left.length} more: ${byClass(left)}`] : []),
    ...(skippedBytes > 0 ? [`more than can be shown: ${skippedBytes} bytes of log`] : []),
  ];
  return [...lines, ...more.map((text) => `          and ${text}`)];
}

function isFailed({ status }: LoggedRequest): boolean {
  return status >= 500;
}

function lineOf(request: LoggedRequest, { zone, colour }: RequestLook): string {
  const { ts, method, route, status, latency_ms, cache, db_queries, cause } = request;
  const code = `${status}`;
  const kind = paint[code.slice(0, 1) as keyof typeof paint];
  const sign = colour && kind ? `\u001b[${kind}m${code}\u001b[39m` : code;
  const queries =
    db_queries === 0 ? [] : [`${db_queries} ${db_queries === 1 ? 'query' : 'queries'}`];
  const why = cause && cause !== 'client' ? [`cause: ${cause}`] : [];
  // A route has its method in its name; what matches none has not.
  const what = route.includes(' ') ? route : `${method} ${route}`;
  const rest = [
    `${latency_ms.toFixed(1)} ms`,
    ...(cache === 'bypass' ? [] : [cache]),
    ...queries,
    ...why,
  ];
  return `${timeIn(Date.parse(ts), zone, true)}  ${sign}  ${printable(what)}  ${printable(rest.join(', '))}`;
}

/** `470 × 2xx, 9 × 4xx` */
function byClass(requests: readonly LoggedRequest[]): string {
  const counts = new Map<string, number>();
  for (const { status } of requests) {
    const kind = `${Math.floor(status / 100)}xx`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([kind, count]) => `${count} × ${kind}`)
    .join(', ');
}
