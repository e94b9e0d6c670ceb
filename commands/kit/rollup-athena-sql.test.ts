import { expect, it } from 'vitest';
import type { ScanEngine, ScanRequest } from '../../src/rollups/ports.js';
import type { QuestionPlan } from '../../src/rollups/question/ask-question.js';
import { askAthena } from './rollup-athena-sql.js';

const quiet = new AbortController().signal;
const file = { key: 'k', dt: '2018-11-15', hour: '21', size: 10, etag: 'e' };

function plan(sql: string, tables: QuestionPlan['tables'] = ['access_log']): QuestionPlan {
  return { sql, tables, files: [file], fileBytes: 10, storedDays: 0, reads: new Map() };
}

/** Answers with four rows in two batches. */
function engineOfFour() {
  const asked: ScanRequest[] = [];
  const engine: ScanEngine = {
    name: 'athena',
    scan: async (request) => {
      asked.push(request);
      return {
        columns: ['n'],
        batches: (async function* () {
          yield [[1], [2]];
          yield [[3], [4]];
        })(),
        stats: { scannedBytes: 10, approxUsd: 0, queryId: 'q' },
      };
    },
  };
  const runtime = {
    sha256: (text: string) => `hash of ${text}`,
    version: '1',
    clock: { now: () => 0 },
  };
  return { asked, deps: { engine, runtime } };
}

it('asks what was checked, named by its files, and reads no more rows than are wanted', async () => {
  const { asked, deps } = engineOfFour();
  const sql = "SELECT n FROM access_log WHERE dt = '2018-11-15'";
  expect(await askAthena(deps, plan(sql), 3, quiet)).toEqual({
    columns: ['n'],
    rows: [[1], [2], [3]],
    cut: true,
    scanned: { bytes: 10, approxUsd: 0, queryId: 'q' },
  });
  expect(asked).toEqual([
    { sql, files: [file], manifestHash: 'hash of k\u000010\u0000e', generation: 0 },
  ]);
  expect((await askAthena(deps, plan(sql), 4, quiet)).cut).toBe(false);
});

it.each([
  ['SELECT 1 FROM access_log /* /* */ UNION SELECT 2 /* */ */', 'has no comment'],
  ["SELECT 1 FROM access_log WHERE dt = '2018-11-15' -- x", 'has no comment'],
  ["SELECT E'\\'' FROM access_log", "quotes texts by ' alone"],
  ['SELECT $$a$$ FROM access_log', "quotes texts by ' alone"],
])('never lets Athena read otherwise what was checked: %s', async (sql, sentence) => {
  const { asked, deps } = engineOfFour();
  await expect(askAthena(deps, plan(sql), 3, quiet)).rejects.toThrow(sentence);
  expect(asked).toEqual([]);
});

it('asks Athena about the log alone: stored tables are read on this machine', async () => {
  const { deps } = engineOfFour();
  const both = plan('SELECT 1', ['access_log', 'rollup_day']);
  await expect(askAthena(deps, both, 3, quiet)).rejects.toMatchObject({
    code: 'query-refused',
    hint: 'add --engine duckdb',
  });
});
