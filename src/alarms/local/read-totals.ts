import type { CacheOutcome } from '../../contracts/access-log.js';
import { latencyBounds } from '../../contracts/metric-sample.js';

/** What the API has counted of one route since it started. */
export interface RouteTotals {
  readonly requests: Record<string, number>;
  readonly outcomes: Record<CacheOutcome, number>;
  readonly causes: Record<string, number>;
  dbQueries: number;
  rateLimited: number;
  refused: number;
  /** Summed up, as Prometheus has them: each holds those below it. */
  readonly upTo: number[];
  seconds: number;
}

/** `/metrics` of the API as it stood at one moment. */
export interface MetricTotals {
  readonly routes: ReadonlyMap<string, RouteTotals>;
  /** By name, added up over their labels; by name and lane, too, as `name{lane="usual"}`. */
  readonly counters: ReadonlyMap<string, number>;
  /** By name, the largest over their labels; by name and lane, too. */
  readonly gauges: ReadonlyMap<string, number>;
  /** Logged failures by `event`, `cause` and `dependency`, in this order. */
  readonly failures: ReadonlyMap<string, number>;
  readonly dependencies: ReadonlyMap<string, number>;
  readonly releases: readonly string[];
}

interface Line {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const line = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/gm;
const label = /(\w+)="((?:[^"\\]|\\.)*)"/g;
const type = /^# TYPE (\S+) (\w+)$/gm;

/** What separates the parts of a key; no label of ours holds it. */
export const keySeparator = '\u0000';

/** Reads the Prometheus text of the private port. What it does not know by name it keeps by name. */
export function readTotals(text: string): MetricTotals {
  const types = new Map([...text.matchAll(type)].map(([, name = '', kind = '']) => [name, kind]));
  const reading: Reading = {
    routes: new Map(),
    counters: new Map(),
    gauges: new Map(),
    failures: new Map(),
    dependencies: new Map(),
    releases: [],
  };
  for (const each of linesOf(text)) {
    const readOne = readers[each.name];
    if (readOne) readOne(reading, each);
    else keep(reading, types.get(each.name), each);
  }
  return reading;
}

function keep({ counters, gauges }: Reading, kind: string | undefined, each: Line): void {
  for (const name of namesOf(each)) {
    if (kind === 'counter') add(counters, name, each.value);
    else if (kind === 'gauge') raise(gauges, name, each.value);
  }
}

/** What is told by lane of the queue is kept by lane, too: one may be stuck while the other works. */
function namesOf({ name, labels }: Line): readonly string[] {
  const { lane } = labels;
  return lane === undefined ? [name] : [name, `${name}{lane="${lane}"}`];
}

interface Reading {
  readonly routes: Map<string, RouteTotals>;
  readonly counters: Map<string, number>;
  readonly gauges: Map<string, number>;
  readonly failures: Map<string, number>;
  readonly dependencies: Map<string, number>;
  readonly releases: string[];
}

type Reader = (reading: Reading, line: Line) => void;

const ofRoute =
  (act: (totals: RouteTotals, line: Line) => void): Reader =>
  ({ routes }, each) => {
    const { route = '' } = each.labels;
    const totals = routes.get(route) ?? emptyRoute();
    routes.set(route, totals);
    act(totals, each);
  };

const buckets = new Map([...latencyBounds, '+Inf'].map((bound, index) => [String(bound), index]));

const readers: Readonly<Record<string, Reader>> = {
  catops_requests_total: ofRoute(({ requests }, { labels, value }) => {
    const { status = '' } = labels;
    requests[status] = (requests[status] ?? 0) + value;
  }),
  catops_cache_outcomes_total: ofRoute(({ outcomes }, { labels, value }) => {
    const outcome = labels['outcome'] as CacheOutcome;
    if (outcome in outcomes) outcomes[outcome] += value;
  }),
  catops_failures_total: ofRoute(({ causes }, { labels, value }) => {
    const { cause = '' } = labels;
    causes[cause] = (causes[cause] ?? 0) + value;
  }),
  catops_db_queries_total: ofRoute((totals, { value }) => {
    totals.dbQueries += value;
  }),
  catops_rate_limited_total: ofRoute((totals, { value }) => {
    totals.rateLimited += value;
  }),
  catops_loads_refused_total: ofRoute((totals, { value }) => {
    totals.refused += value;
  }),
  catops_request_seconds_bucket: ofRoute(({ upTo }, { labels, value }) => {
    const index = buckets.get(labels['le'] ?? '');
    if (index !== undefined) upTo[index] = value;
  }),
  catops_request_seconds_sum: ofRoute((totals, { value }) => {
    totals.seconds += value;
  }),
  catops_request_seconds_count: () => {},
  catops_logged_failures_total: ({ failures }, { labels, value }) => {
    const { event = '', cause = '', dependency = '' } = labels;
    add(failures, [event, cause, dependency].join(keySeparator), value);
  },
  catops_dependency_ill: ({ dependencies }, { labels, value }) =>
    raise(dependencies, labels['dependency'] ?? '', value),
  catops_build_info: ({ releases }, { labels, value }) => {
    if (value > 0) releases.push(labels['release'] ?? '');
  },
};

/** A route that has counted nothing. */
export function emptyRoute(): RouteTotals {
  return {
    requests: {},
    outcomes: { hit: 0, miss: 0, stale: 0, bypass: 0 },
    causes: {},
    dbQueries: 0,
    rateLimited: 0,
    refused: 0,
    upTo: new Array<number>(latencyBounds.length + 1).fill(0),
    seconds: 0,
  };
}

function* linesOf(text: string): Iterable<Line> {
  for (const [, name = '', labels = '', value = ''] of text.matchAll(line)) {
    const number = Number(value);
    if (!Number.isFinite(number)) continue;
    const pairs = [...labels.matchAll(label)].map(([, key = '', said = '']) => [key, said]);
    yield { name, labels: Object.fromEntries(pairs), value: number };
  }
}

function add(counts: Map<string, number>, key: string, value: number): void {
  counts.set(key, (counts.get(key) ?? 0) + value);
}

function raise(gauges: Map<string, number>, key: string, value: number): void {
  gauges.set(key, Math.max(gauges.get(key) ?? Number.NEGATIVE_INFINITY, value));
}
