import type { RollupBy } from '../../src/contracts/rollup-report.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Day, Hour } from '../../src/rollups/ports.js';
import {
  addDays,
  dayOf,
  daysFromTo,
  parseDay,
  parseDayRange,
  parseHour,
} from '../../src/rollups/windows.js';

export type RollupFormat = 'table' | 'csv' | 'markdown' | 'html' | 'slack' | 'json';

/** What the flags of `catops rollup` say, as they were typed. */
export interface RollupAsked {
  readonly date?: string | undefined;
  readonly hour?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly route?: string | undefined;
  readonly by?: RollupBy | undefined;
  readonly top?: number | undefined;
  readonly compare?: 'previous-week' | 'previous-day' | undefined;
  readonly sql?: string | undefined;
  readonly backfill?: string | undefined;
  readonly force: boolean;
  readonly requireComplete: boolean;
  readonly csv: boolean;
  readonly markdown: boolean;
  readonly html?: string | undefined;
  readonly slack: boolean;
}

/** The window and the question about it. */
export interface ReportAsked {
  /** Oldest first. */
  readonly days: readonly Day[];
  /** Null is the whole day. */
  readonly hours: readonly Hour[] | null;
  readonly by: RollupBy;
  /** `GET /v1/breeds`. */
  readonly route: string | null;
  readonly top: number | null;
  readonly compare: 'previous-week' | 'previous-day' | null;
}

/** What `catops rollup` is to do, checked. */
export type RollupTask =
  | { readonly kind: 'report'; readonly asked: ReportAsked; readonly format: RollupFormat }
  | { readonly kind: 'backfill'; readonly days: readonly Day[] }
  | { readonly kind: 'sql'; readonly sql: string; readonly format: RollupFormat };

/** Accounts are thousands; a screen is not. */
const accountsShown = 20;

/** Reads the flags; what cannot be used, or not together, is one `usage-invalid`. */
export function readRollupFlags(
  flags: RollupAsked,
  { now, json }: { readonly now: number; readonly json: boolean },
): RollupTask {
  const format = formatOf(flags, json);
  if (flags.sql !== undefined) {
    refuseBeside('--sql', { ...windowOf(flags), ...questionOf(flags), ...workOf(flags) });
    refuseBeside('--sql', { markdown: flags.markdown, html: flags.html, slack: flags.slack });
    return { kind: 'sql', sql: flags.sql, format };
  }
  if (flags.backfill !== undefined) {
    const { csv, markdown, html, slack } = flags;
    refuseBeside('--backfill', { ...windowOf(flags), ...questionOf(flags) });
    refuseBeside('--backfill', { csv, markdown, html, slack });
    return { kind: 'backfill', days: notAhead(parseDayRange(flags.backfill, now), now) };
  }
  return { kind: 'report', asked: reportOf(flags, format, now), format };
}

function reportOf(flags: RollupAsked, format: RollupFormat, now: number): ReportAsked {
  const { hour, route, compare } = flags;
  const days = notAhead(daysOf(flags, now), now);
  if (hour !== undefined && days.length > 1) {
    throw new CatopsError('usage-invalid', '--hour is an hour of one day; name it with --date.');
  }
  const by = flags.by ?? 'route';
  if (by === 'account' && hour !== undefined) {
    throw new CatopsError(
      'usage-invalid',
      'Accounts are counted by day: --by account does not go with --hour.',
    );
  }
  const exact = format === 'json' || format === 'csv';
  return {
    days,
    hours: hour === undefined ? null : [parseHour(hour)],
    by,
    route: route === undefined ? null : routeName(route),
    top: flags.top ?? (by === 'account' && !exact ? accountsShown : null),
    compare: compare ?? null,
  };
}

function daysOf({ date, from, to }: RollupAsked, now: number): readonly Day[] {
  if (date !== undefined) refuseBeside('--date', { from, to });
  if (to !== undefined && from === undefined) {
    throw new CatopsError('usage-invalid', '--to is the end of a window; say --from too.');
  }
  if (from === undefined) return [parseDay(date ?? 'yesterday', now)];
  const first = parseDay(from, now);
  const yesterday = parseDay('yesterday', now);
  const last = to === undefined ? (first > yesterday ? first : yesterday) : parseDay(to, now);
  return daysFromTo(first, last);
}

/** Days of the window that is compared with, but for those of the asked one itself. */
export function earlierDays({ days, compare }: ReportAsked): readonly Day[] {
  if (compare === null) return [];
  const back = compare === 'previous-day' ? -1 : -7;
  return days.map((day) => addDays(day, back)).filter((day) => !days.includes(day));
}

/** A slip in the year would else be an empty report. */
function notAhead(days: readonly Day[], now: number): readonly Day[] {
  const last = days.at(-1);
  if (last === undefined || last <= dayOf(now)) return days;
  throw new CatopsError('usage-invalid', `${last} has not begun; today is ${dayOf(now)}, UTC.`);
}

/** `get /v1/breeds` is `GET /v1/breeds`; whether there is such a route only the log knows. */
function routeName(text: string): string {
  if (text === '(unmatched)' || text === '(other)') return text;
  const [method, path, ...rest] = text.trim().split(/\s+/);
  if (method && path && rest.length === 0) return `${method.toUpperCase()} ${path}`;
  throw new CatopsError(
    'usage-invalid',
    `--route: "${text}" is not a route such as "GET /v1/breeds".`,
  );
}

function formatOf(flags: RollupAsked, json: boolean): RollupFormat {
  const { csv, markdown, html, slack } = flags;
  const given = Object.entries({ json, csv, markdown, html, slack }).flatMap(([name, value]) =>
    value === false || value === undefined ? [] : [name as RollupFormat],
  );
  const [format = 'table', other] = given;
  if (other === undefined) return format;
  throw new CatopsError('usage-invalid', `--${format} and --${other} exclude each other.`);
}

type Given = Readonly<Record<string, unknown>>;

const windowOf = ({ date, hour, from, to }: RollupAsked): Given => ({ date, hour, from, to });

const questionOf = ({ route, by, top, compare }: RollupAsked): Given => ({
  route,
  by,
  top,
  compare,
});

const workOf = ({ backfill, force, requireComplete }: RollupAsked): Given => ({
  backfill,
  force,
  'require-complete': requireComplete,
});

function refuseBeside(flag: string, others: Given): void {
  const other = Object.entries(others).find(([, value]) => value !== undefined && value !== false);
  if (other === undefined) return;
  throw new CatopsError('usage-invalid', `${flag} and --${other[0]} exclude each other.`);
}
