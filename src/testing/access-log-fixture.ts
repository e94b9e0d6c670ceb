import { gzipSync } from 'node:zlib';
import type { AccessLogRecord } from '../contracts/access-log.js';
import type { Hour, LogFile } from '../rollups/ports.js';

/** A file of the access log that a test puts in place. */
export interface FixtureFile {
  readonly log: LogFile;
  readonly lines: readonly string[];
  /** The lines as they are stored. */
  readonly gz: Buffer;
}

export const fixtureDay = '2018-11-15';

/** More than two pages of any vendor that sends a thousand rows at a time. */
export const fixtureRequests = 2345;

const routes = ['/v1/images/{image_id}/analysis', '/v1/breeds', '/v1/votes', '(unmatched)'];
const hours = ['20', '21', '23'];

/** The record of request number `at`; the same one every time. */
export function fixtureRecord(at: number): AccessLogRecord {
  const status = [200, 200, 200, 304, 404, 429, 503][at % 7] ?? 200;
  const hour = hourOf(at);
  return {
    v: 1,
    ts: `${fixtureDay}T${hour}:${String(at % 60).padStart(2, '0')}:30.${String(at % 1000).padStart(3, '0')}Z`,
    method: at % 5 === 0 ? 'POST' : 'GET',
    route: routes[at % routes.length] ?? '(unmatched)',
    status,
    latency_ms: ((at * 7919) % 100_000) / 1000,
    bytes: at * 3,
    api_key_id: at % 3 === 0 ? null : `acc_${at % 11}`,
    cache: (['hit', 'miss', 'stale', 'bypass'] as const)[at % 4] ?? 'bypass',
    db_queries: at % 4,
    cause: status < 400 ? null : status === 503 ? 'database' : 'client',
    image_id: at % 4 === 0 && status === 200 ? `img_${at % 17}` : null,
  };
}

function hourOf(at: number): Hour {
  return hours[at % hours.length] ?? '20';
}

/**
 * Three hours of a day, a line of an older release, values at the edge of what is exact, words that
 * could be taken for a header, and a day after it.
 */
export function accessLogFixture(): readonly FixtureFile[] {
  const all = Array.from({ length: fixtureRequests }, (_, at) => at);
  const byHour = hours.map((hour) => {
    const records = all.filter((at) => hourOf(at) === hour).map(fixtureRecord);
    return fileOf(
      fixtureDay,
      hour,
      records.map((record) => JSON.stringify(record)),
    );
  });
  const odd = (dt: string) =>
    `{"v":1,"ts":"${dt}T01:00:00.000Z","method":"method","route":"route","status":200,"latency_ms":0.00015,"bytes":9007199254740993,"api_key_id":"été-\\"🐈\\"","cache":"hit","db_queries":0}`;
  return [...byHour, fileOf('2018-11-16', '01', [odd('2018-11-16'), odd('2018-11-16')])];
}

function fileOf(dt: string, hour: Hour, lines: readonly string[]): FixtureFile {
  const gz = gzipSync(lines.map((line) => `${line}\n`).join(''));
  const key = `dt=${dt}/hour=${hour}/host-${dt.replaceAll('-', '')}T${hour}0000000Z-0001.json.gz`;
  return { log: { key, dt, hour, size: gz.length, etag: `"${dt}-${hour}"` }, lines, gz };
}
