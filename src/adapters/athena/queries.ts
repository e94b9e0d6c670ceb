import { vendorTimeOf } from '../../platform/vendor-failure.js';
import type { AthenaAccess, AthenaCall } from './client.js';

/** What Athena says of a query. */
export interface QueryLook {
  readonly id: string;
  readonly state: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  /** Why it is in that state, in Athena's words; empty when it says nothing. */
  readonly reason: string;
  /** Whether Athena thinks that the same query may succeed another time. */
  readonly retryable: boolean;
  readonly scannedBytes: number | null;
  /** By Athena's clock, milliseconds since the epoch. */
  readonly submittedAt: number | null;
}

export interface StartedQuery {
  readonly id: string;
  /** Athena's clock when the request left, milliseconds; null when the answer had no date. */
  readonly askedAt: number | null;
}

/** One page of a result: texts as Athena sends them, null where it sends none. */
export interface ResultPage {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly next: string | null;
}

/** Queries of one workgroup. Each is one call; failures are CatopsErrors. */
export interface Queries {
  /** `token` null: a query of its own. The database must exist, unless it is what is made. */
  start(
    query: {
      readonly sql: string;
      readonly token: string | null;
      readonly database: string | null;
    },
    signal: AbortSignal,
  ): Promise<StartedQuery>;
  look(id: string, signal: AbortSignal): Promise<QueryLook>;
  /** Asks it to stop; no fault when it has ended. */
  stop(id: string, signal: AbortSignal): Promise<void>;
  page(id: string, next: string | null, signal: AbortSignal): Promise<ResultPage>;
}

const rowsOfPage = 1000;

export function createQueries(
  { workGroup }: Pick<AthenaAccess, 'workGroup'>,
  call: AthenaCall,
  now: () => number,
): Queries {
  return {
    start: ({ sql, token, database }, signal) =>
      call(signal, async (client, sdk, abortSignal) => {
        // No ResultConfiguration: the workgroup's own counts, and managed results refuse one.
        const command = new sdk.StartQueryExecutionCommand({
          QueryString: sql,
          WorkGroup: workGroup,
          ...(token === null ? {} : { ClientRequestToken: token }),
          ...(database === null ? {} : { QueryExecutionContext: { Database: database } }),
        });
        const since = now();
        let answeredAt = Number.NaN;
        command.middlewareStack.add(
          (next) => async (args) => {
            const done = await next(args);
            answeredAt = dateOf(done.response);
            return done;
          },
          { step: 'deserialize' },
        );
        const { QueryExecutionId: id = '' } = await client.send(command, { abortSignal });
        const askedAt = answeredAt - (now() - since);
        return { id, askedAt: Number.isNaN(askedAt) ? null : askedAt };
      }),
    look: (id, signal) =>
      call(signal, async (client, sdk, abortSignal) => {
        const command = new sdk.GetQueryExecutionCommand({ QueryExecutionId: id });
        const { QueryExecution: query } = await client.send(command, { abortSignal });
        const { State, StateChangeReason, AthenaError, SubmissionDateTime } = query?.Status ?? {};
        return {
          id,
          state: State ?? 'QUEUED',
          reason: StateChangeReason ?? AthenaError?.ErrorMessage ?? '',
          retryable: AthenaError?.Retryable ?? false,
          scannedBytes: query?.Statistics?.DataScannedInBytes ?? null,
          submittedAt: SubmissionDateTime?.getTime() ?? null,
        };
      }),
    stop: (id, signal) =>
      call(signal, async (client, sdk, abortSignal) => {
        const command = new sdk.StopQueryExecutionCommand({ QueryExecutionId: id });
        await client.send(command, { abortSignal });
      }),
    page: (id, next, signal) =>
      call(signal, async (client, sdk, abortSignal) => {
        const command = new sdk.GetQueryResultsCommand({
          QueryExecutionId: id,
          MaxResults: rowsOfPage,
          ...(next === null ? {} : { NextToken: next }),
        });
        const { ResultSet, NextToken } = await client.send(command, { abortSignal });
        const columns = ResultSet?.ResultSetMetadata?.ColumnInfo ?? [];
        return {
          columns: columns.map(({ Name = '', Type = '' }) => ({ name: Name, type: Type })),
          rows: (ResultSet?.Rows ?? []).map(({ Data = [] }) =>
            Data.map(({ VarCharValue }) => VarCharValue ?? null),
          ),
          next: NextToken ?? null,
        };
      }),
  };
}

function dateOf(response: unknown): number {
  const { headers = {} } = response as { headers?: Readonly<Record<string, string>> };
  return Date.parse(vendorTimeOf(headers['date']) ?? '');
}
