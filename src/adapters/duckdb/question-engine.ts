import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { CatopsError, messageOf } from '../../platform/errors.js';
import type { Clock } from '../../platform/host.js';
import type { Value } from '../../rollups/ports.js';
import type {
  Answer,
  QuestionEngine,
  QuestionRequest,
} from '../../rollups/question/ask-question.js';
import { accessLogView } from './access-log-view.js';
import { chooseLog, type LogPlaces } from './choose-log.js';
import { type DatabaseOptions, interruptible, openDatabase } from './database.js';
import { loadRuns } from './load-runs.js';
import { parseStatement } from './parse-statement.js';
import { storedView } from './stored-view.js';

/** Longest question, characters. */
const longestText = 20_000;

/** Answers readers' questions, each in a database of its own that is gone afterwards. */
export function createDuckDbQuestions(
  options: DatabaseOptions & LogPlaces & { readonly clock: Clock },
): QuestionEngine {
  async function alone<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const database = await openDatabase(options);
    try {
      return await work(await database.connect());
    } finally {
      await database.close();
    }
  }

  return {
    parse: (sql, signal) => {
      if (sql.length > longestText) {
        throw new CatopsError(
          'query-refused',
          `The question is longer than ${longestText} characters.`,
        );
      }
      return parseStatement(sql, signal);
    },
    answer: (request, signal) =>
      alone(async (connection) => {
        await interruptible(connection, signal, () =>
          prepare(connection, request, options, signal),
        );
        return timed(connection, request, options.clock, signal);
      }),
  };
}

async function prepare(
  connection: DuckDBConnection,
  { files, stored, runs }: QuestionRequest,
  places: LogPlaces,
  signal: AbortSignal,
): Promise<void> {
  await connection.run(accessLogView(await chooseLog(connection, places, files, signal)));
  for (const [table, its] of stored) await connection.run(storedView(table, its));
  await loadRuns(connection, runs);
}

/** Reads rows until there are enough, or the time is over. */
async function timed(
  connection: DuckDBConnection,
  { sql, maxRows, maxMs }: QuestionRequest,
  clock: Clock,
  signal: AbortSignal,
): Promise<Answer> {
  const done = new AbortController();
  const late = new AbortController();
  const over = clock.sleep(maxMs, done.signal).then(
    () =>
      late.abort(
        new CatopsError('query-failed', `The question took longer than ${maxMs / 1000} seconds.`, {
          hint: 'ask about fewer days, or a rolled-up table',
        }),
      ),
    () => undefined,
  );
  try {
    return await interruptible(connection, AbortSignal.any([signal, late.signal]), async () => {
      const result = await connection.stream(sql).catch(refuseMisnamed);
      const rows: (Value | boolean)[][] = [];
      for (;;) {
        const chunk = await result.fetchChunk();
        if (!chunk || chunk.rowCount === 0) break;
        rows.push(...chunk.getRows().map((row) => row.map(shown)));
        if (rows.length > maxRows) break;
      }
      const columns = result.columnNames();
      return { columns, rows: rows.slice(0, maxRows), cut: rows.length > maxRows };
    });
  } finally {
    done.abort();
    await over;
  }
}

/** A column or function that is not there is the reader's to mend, and no failure of the engine. */
function refuseMisnamed(error: unknown): never {
  const [first = '', ...more] = messageOf(error).split('\n');
  const said = /^(?:Binder|Catalog|Parser|Conversion) Error: (.+)/.exec(first)?.[1];
  if (said === undefined) throw error;
  const candidates = more.find((line) => line.startsWith('Candidate'));
  throw new CatopsError('query-refused', `It cannot be answered: ${said}`, {
    ...(candidates === undefined ? {} : { hint: candidates }),
    cause: error,
  });
}

/** Values as JSON has them; integers that it has not stay exact. */
function shown(value: DuckDBValue): Value | boolean {
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  return String(value);
}
