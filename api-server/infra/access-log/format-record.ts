import type {
  AccessLogRecord,
  CacheOutcome,
  CauseClass,
} from '../../../src/contracts/access-log.js';

// Methods, routes and account ids come again and again: their JSON form is kept. Bounded, so that
// nothing a client sends can make it grow.
const known = new Map<string, string>();

function quoted(text: string): string {
  const found = known.get(text);
  if (found !== undefined) return found;
  const made = JSON.stringify(text);
  if (known.size >= 10_000) known.clear();
  known.set(text, made);
  return made;
}

const outcomes: Readonly<Record<CacheOutcome, string>> = {
  hit: '"hit"',
  miss: '"miss"',
  stale: '"stale"',
  bypass: '"bypass"',
};

const causes: Readonly<Record<CauseClass, string>> = {
  client: '"client"',
  code: '"code"',
  database: '"database"',
  cache: '"cache"',
  queue: '"queue"',
  vendor: '"vendor"',
  overload: '"overload"',
};

/** `.001` of 1, `.5` of 500, nothing of 0: quicker than writing a fraction as text each time. */
const thousandths = Array.from({ length: 1000 }, (_, n) => String(n / 1000).slice(1));

/** A number of at most three decimals, not negative. */
function decimals(value: number): string {
  const all = Math.round(value * 1000);
  const rest = all % 1000;
  return `${(all - rest) / 1000}${thousandths[rest]}`;
}

/** One line of the log, put together by hand: this runs for every request. */
export function formatRecord(record: AccessLogRecord): string {
  const account = record.api_key_id;
  const image = record.image_id;
  return `{"v":1,"ts":"${record.ts}","method":${quoted(record.method)},"route":${quoted(
    record.route,
  )},"status":${record.status},"latency_ms":${decimals(record.latency_ms)},"bytes":${
    record.bytes
  },"api_key_id":${account === null ? 'null' : quoted(account)},"cache":${
    outcomes[record.cache]
  },"db_queries":${record.db_queries},"cause":${
    record.cause === null ? 'null' : causes[record.cause]
  },"image_id":${image === null ? 'null' : JSON.stringify(image)}}\n`;
}

/** The hour in which a response ended, as its time begins: `2018-11-15T21`. */
export const hourOf = (ts: string): string => ts.slice(0, 13);

/** The partition of an hour: `dt=2018-11-15/hour=21`, UTC. */
export const partitionOf = (hour: string): string =>
  `dt=${hour.slice(0, 10)}/hour=${hour.slice(11, 13)}`;
