import type { LogFile, ScanRequest, ScanResult } from '../ports.js';
import type { ColumnType } from '../tables.js';
import type { DayContext } from './roll-up-day.js';

/** Files of one query: an engine that opens them itself holds something of each while it runs. */
const filesAtOnce = 2000;

/**
 * Scans files into a table of the bench. Files on this machine are read in portions: what is made of
 * the rows adds them up again, so their number changes nothing. Answers how many rows there were.
 */
export async function scanInto(
  { deps, bench, signal }: DayContext,
  table: { readonly name: string; readonly columns: Readonly<Record<string, ColumnType>> },
  request: ScanRequest,
): Promise<{ readonly rows: number; readonly stats: ScanResult['stats'] | null }> {
  await bench.load(table.name, table.columns, { columns: [], batches: none() });
  let rows = 0;
  let stats: ScanResult['stats'] | null = null;
  for (const files of portions(
    request.files,
    deps.engine.name === 'duckdb' ? filesAtOnce : Infinity,
  )) {
    const scanned = await deps.engine.scan({ ...request, files }, signal);
    rows += await bench.load(table.name, table.columns, scanned);
    stats = stats === null ? scanned.stats : added(stats, scanned.stats);
  }
  return { rows, stats };
}

function portions(files: readonly LogFile[], most: number): readonly (readonly LogFile[])[] {
  if (files.length <= most) return files.length === 0 ? [] : [files];
  const count = Math.ceil(files.length / most);
  return Array.from({ length: count }, (_, index) => files.slice(index * most, (index + 1) * most));
}

function added(a: ScanResult['stats'], b: ScanResult['stats']): ScanResult['stats'] {
  return {
    queryId: a.queryId,
    scannedBytes: sum(a.scannedBytes, b.scannedBytes),
    approxUsd: sum(a.approxUsd, b.approxUsd),
  };
}

function sum(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}

async function* none(): AsyncIterable<never> {}
