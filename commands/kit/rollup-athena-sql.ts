import { CatopsError } from '../../src/platform/errors.js';
import type { Value } from '../../src/rollups/ports.js';
import type { Answer, QuestionPlan } from '../../src/rollups/question/ask-question.js';
import type { RollUpDeps } from '../../src/rollups/roll-up.js';

/** What a question really read, by the engine's own account; null where it does not say. */
export interface Scanned {
  readonly bytes: number | null;
  readonly approxUsd: number | null;
  readonly queryId: string | null;
}

/**
 * Asks Athena a question that was checked by DuckDB's parser: what the two may read differently is
 * refused. Comments nest in one of them only, and texts quoted by dollars or an E end elsewhere.
 */
export async function askAthena(
  { engine, runtime }: Pick<RollUpDeps, 'engine' | 'runtime'>,
  { sql, tables, files }: QuestionPlan,
  maxRows: number,
  signal: AbortSignal,
): Promise<Answer & { readonly scanned: Scanned }> {
  if (tables.some((name) => name !== 'access_log')) {
    throw refused('On Athena a question is about access_log alone.', 'add --engine duckdb');
  }
  if (/--|\/\*|\$\w*\$|\bE'/i.test(sql)) {
    throw refused("On Athena a question has no comment and quotes texts by ' alone.");
  }
  const manifest = files.map(({ key, size, etag }) => `${key}\0${size}\0${etag}`).join('\n');
  const request = { sql, files, manifestHash: runtime.sha256(manifest), generation: 0 };
  const { columns, batches, stats } = await engine.scan(request, signal);
  const rows: (readonly Value[])[] = [];
  for await (const batch of batches) {
    rows.push(...batch);
    if (rows.length > maxRows) break;
  }
  const { scannedBytes: bytes, approxUsd, queryId } = stats;
  return {
    columns,
    rows: rows.slice(0, maxRows),
    cut: rows.length > maxRows,
    scanned: { bytes, approxUsd, queryId },
  };
}

function refused(message: string, hint?: string): CatopsError {
  return new CatopsError('query-refused', message, hint === undefined ? {} : { hint });
}
