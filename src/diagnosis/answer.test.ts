import { describe, expect, it } from 'vitest';
import { utc, zoneOf } from '../platform/zone.js';
import { diagnose } from './diagnose.js';
import type { Slot } from './telemetry.js';
import { type DrawnRoute, drawnTelemetry } from './testing/drawn-telemetry.js';

const onset = 40;
const from = Date.UTC(2018, 10, 15, 23, 10);
const votes = 'GET /v1/votes';
const usual: Readonly<Record<string, DrawnRoute>> = {
  'GET /v1/images/search': { rate: 20 },
  'GET /v1/images/{image_id}': { rate: 10, hits: 0.9, queries: 0.05 },
  'GET /v1/breeds': { rate: 8 },
  [votes]: { rate: 4, queries: 1, ms: 4 },
};

/** A problem that begins at 23:16:40 UTC of 15 November. */
function told(worse: Readonly<Record<string, DrawnRoute>>, ill: Partial<Slot> = {}, zone = utc) {
  const telemetry = drawnTelemetry({
    ...{ seed: 7, slots: 80, seconds: 10, from },
    routes: (slot) => (slot < onset ? usual : { ...usual, ...worse }),
    more: (slot) => (slot < onset ? {} : ill),
  });
  const window = { from, to: from + 800_000 };
  return diagnose({ window, telemetry, releases: [], alarms: [], notes: [] }, zone);
}

describe('the answer', () => {
  const rush = { [votes]: { rate: 60, queries: 1, ms: 300 } };

  it('tells moments in the zone of the reader beside UTC, with the day where it differs', () => {
    const berlin = zoneOf('Europe/Berlin') ?? utc;
    const [answer, why] = told(rush, {}, berlin).answer;
    expect(answer).toMatch(/since 16 Nov 00:16:\d\d CET \(15 Nov 23:16:\d\d UTC\)\.$/);
    expect(why).toMatch(/rose ×1\d(\.\d)? at 16 Nov 00:16:\d\d CET \(15 Nov 23:16:\d\d UTC\); /);
    expect(told(rush).answer[0]).toMatch(/since 15 Nov 23:16:\d\d UTC\.$/);
  });

  it('calls a dependency that is ill by what people call it', () => {
    const ill = told({}, { ill: new Map([['database-write', 2]]) });
    expect(ill.answer[0]).toContain('The database (writes) is ill since');
    expect(told({}, { ill: new Map([['objects', 2]]) }).answer[0]).toMatch(
      /^The object storage \(\d+ %\)\. The object storage is ill since/,
    );
  });

  it('says that processes end by themselves, where that is what there is to see', () => {
    const failures = [{ event: 'worker-ended', cause: 'code', dependency: '', count: 1 }];
    expect(told({}, { restarts: 1, failures }).answer[0]).toContain('Processes end by themselves');
    const mail = [{ event: 'mail-failed', cause: 'vendor', dependency: 'mail', count: 3 }];
    const [answer, why] = told({}, { failures: mail }).answer;
    expect(answer).toContain('Work in the background fails');
    expect(why).toMatch(/^Failures of it were noted: 120 more than before\. /);
  });
});

describe('the next command', () => {
  it('is about the day on which it began, by the log in UTC', () => {
    const caller = { [votes]: { rate: 40, limited: 0.8, queries: 1 } };
    expect(told(caller).hypotheses[0]?.next).toBe('catops rollup --date 2018-11-15 --by account');
  });

  it('finds the pictures behind slow data, and can be run as it is', () => {
    const [first] = told({ 'GET /v1/images/{image_id}': { rate: 10, ms: 900 } }).hypotheses;
    expect(first?.next).toBe(
      'catops rollup --sql "SELECT image_id, max(latency_ms) FROM access_log ' +
        "WHERE dt = '2018-11-15' AND route = 'GET /v1/images/{image_id}' " +
        'GROUP BY 1 ORDER BY 2 DESC LIMIT 10"',
    );
  });

  it('is the runbook of the database where that is ill, and of slow answers where it is slow', () => {
    const ill = told({ [votes]: { rate: 4, errors: 1, cause: 'database', queries: 1 } });
    expect(ill.hypotheses.find(({ cause }) => cause === 'database')?.next).toBe(
      'catops runbook show database-unreachable',
    );
    const slow = told({ [votes]: { rate: 4, ms: 900, queries: 1 } });
    expect(slow.hypotheses.find(({ cause }) => cause === 'database')?.next).toBe(
      'catops runbook show latency-p99',
    );
  });
});
