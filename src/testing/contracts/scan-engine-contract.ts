import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScanEngine, Value } from '../../rollups/ports.js';
import {
  accessLogFixture,
  type FixtureFile,
  fixtureDay,
  fixtureRecord,
  fixtureRequests,
} from '../access-log-fixture.js';
import { quiet, unused } from './subject.js';

/** What the engine answers from, put in place in its own way. */
export type OpensScanEngine = (fixture: readonly FixtureFile[]) => Promise<{
  readonly subject: ScanEngine;
  close(): Promise<void>;
}>;

/** What every {@link ScanEngine} must do: the same rows from the same files, whatever it is. */
export function scanEngineContract(name: string, open: OpensScanEngine): void {
  describe(`${name}, as an engine for questions`, () => {
    const fixture = accessLogFixture();
    let engine: ScanEngine;
    let close: () => Promise<void>;

    beforeAll(async () => {
      ({ subject: engine, close } = await open(fixture));
    });
    afterAll(() => close());

    async function ask(sql: string, signal: AbortSignal = quiet) {
      const files = fixture.map(({ log }) => log).filter(({ dt }) => sql.includes(`'${dt}'`));
      const request = { sql, files, manifestHash: unused(), generation: 0 };
      const { columns, batches, stats } = await engine.scan(request, signal);
      const rows: (readonly Value[])[] = [];
      for await (const batch of batches) rows.push(...batch);
      return { columns, rows, stats };
    }

    it('adds up what is in the log', async () => {
      const { columns, rows } = await ask(`SELECT hour, method, route, count(*) AS n,
        count_if(status >= 500) AS s5xx, count_if(cache = 'hit') AS hits,
        CAST(sum(bytes) AS bigint) AS bytes, CAST(sum(CAST(round(latency_ms * 1000) AS bigint)) AS bigint) AS us,
        count(DISTINCT api_key_id) AS accounts, count_if(cause = 'database') AS of_database, max(image_id) AS image
        FROM access_log WHERE dt = '${fixtureDay}' GROUP BY hour, method, route`);
      expect(columns).toEqual([
        ...['hour', 'method', 'route', 'n', 's5xx', 'hits', 'bytes', 'us', 'accounts'],
        ...['of_database', 'image'],
      ]);
      expect(inOrder(rows)).toEqual(inOrder(reduced()));
    });

    it('keeps numbers exact, texts whole and missing values missing', async () => {
      const { rows } = await ask(`SELECT method, route, bytes, latency_ms, api_key_id, cause, status
        FROM access_log WHERE dt = '2018-11-16' AND hour = '01'`);
      const odd = ['method', 'route', 9007199254740993n, 0.00015, 'été-"🐈"', null, 200];
      expect(inOrder(rows)).toEqual(inOrder([odd, odd]));
    });

    it('brings every row once, however many there are', async () => {
      const { rows } = await ask(
        `SELECT bytes FROM access_log WHERE dt = '${fixtureDay}' AND hour BETWEEN '00' AND '23'`,
      );
      const all = Array.from({ length: fixtureRequests }, (_, at) => [BigInt(at * 3)]);
      expect(inOrder(rows)).toEqual(inOrder(all));
    });

    it('has columns and no rows for a day without a log', async () => {
      const asked = await ask("SELECT route, status FROM access_log WHERE dt = '2018-11-14'");
      expect([asked.columns, asked.rows]).toEqual([['route', 'status'], []]);
    });

    it('says that a question is wrong, and answers the next one', async () => {
      const wrong = ask(`SELECT no_such_column FROM access_log WHERE dt = '${fixtureDay}'`);
      await expect(wrong).rejects.toMatchObject({ code: 'query-failed' });
      const { rows } = await ask(`SELECT count(*) FROM access_log WHERE dt = '${fixtureDay}'`);
      expect(inOrder(rows)).toEqual([[`${fixtureRequests}`]]);
    });

    it('ends a question that nobody waits for any more, and answers the next one', async () => {
      const controller = new AbortController();
      const day = `dt = '${fixtureDay}'`;
      const asked = ask(
        `SELECT count(*) FROM access_log a CROSS JOIN access_log b CROSS JOIN access_log c
          WHERE a.${day} AND b.${day} AND c.${day} AND a.bytes + b.bytes + c.bytes = 7`,
        controller.signal,
      );
      setTimeout(() => controller.abort(), 100);
      await expect(asked).rejects.toThrow();
      const { rows } = await ask(`SELECT count(*) FROM access_log WHERE ${day}`);
      expect(inOrder(rows)).toEqual([[`${fixtureRequests}`]]);
    });

    it('ends a question at whatever moment nobody waits any more', async () => {
      const day = `dt = '${fixtureDay}'`;
      for (let ms = 0; ms < 12; ms += 1) {
        const controller = new AbortController();
        const asked = ask(
          `SELECT count(*) FROM access_log a CROSS JOIN access_log b CROSS JOIN access_log c
            WHERE a.${day} AND b.${day} AND c.${day} AND a.bytes + b.bytes + c.bytes = 7`,
          controller.signal,
        );
        setTimeout(() => controller.abort(), ms);
        await expect(asked).rejects.toThrow();
      }
    });

    it('does not begin when nobody waits', async () => {
      const asked = ask('SELECT 1 FROM access_log', AbortSignal.abort(new Error('over')));
      await expect(asked).rejects.toThrow('over');
    });
  });
}

/** Rows in one order, numbers of either kind by their exact value. */
function inOrder(rows: readonly (readonly Value[])[]): (string | null)[][] {
  const plain = rows.map((row) =>
    row.map((value) => (typeof value === 'string' ? `"${value}"` : (value?.toString() ?? null))),
  );
  return plain.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** The first question, answered by counting. */
function reduced(): Value[][] {
  const all = Array.from({ length: fixtureRequests }, (_, at) => fixtureRecord(at));
  const groups = new Map<string, typeof all>();
  for (const record of all) {
    const key = JSON.stringify([record.ts.slice(11, 13), record.method, record.route]);
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return [...groups].map(([key, records]) => {
    const count = (is: (record: (typeof all)[number]) => boolean) => records.filter(is).length;
    const images = records.flatMap(({ image_id }) => image_id ?? []);
    return [
      ...(JSON.parse(key) as string[]),
      records.length,
      count(({ status }) => status >= 500),
      count(({ cache }) => cache === 'hit'),
      records.reduce((sum, { bytes }) => sum + bytes, 0),
      records.reduce((sum, { latency_ms }) => sum + Math.round(latency_ms * 1000), 0),
      new Set(records.flatMap(({ api_key_id }) => api_key_id ?? [])).size,
      count(({ cause }) => cause === 'database'),
      images.sort().at(-1) ?? null,
    ];
  });
}
