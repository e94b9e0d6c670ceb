import { vendorNow } from '../../../testing/loopback-vendor.js';
import { answer, deny, invalid, type Json, refuse } from './call.js';
import { takeStep } from './query-life.js';
import type { AthenaState, Execute, LoopbackQuery } from './state.js';

/** One operation: what it does with a request that has passed the checks of all. */
export type Operation = (
  state: AthenaState,
  body: Json,
) => ReturnType<typeof answer> | Promise<ReturnType<typeof answer>>;

let started = 0;

/** Operations on queries. */
export function queryCalls(execute: Execute): Readonly<Record<string, Operation>> {
  return {
    StartQueryExecution: (state, body) => {
      checkStart(state, body);
      const token = String(body['ClientRequestToken']);
      const same = state.queries.find((query) => query.token === token);
      const parameters = JSON.stringify({ ...body, ClientRequestToken: undefined });
      // "If a parameter has changed, for example, the QueryString, an error is returned."
      if (same && same.parameters !== parameters)
        throw invalid('Idempotent parameters do not match');
      if (same) return answer('StartQueryExecution', { QueryExecutionId: same.id });
      if (state.busy > 0) {
        state.busy -= 1;
        const message = 'You have exceeded the limit for the number of queries you can run';
        const Reason = 'CONCURRENT_QUERY_LIMIT_EXCEEDED';
        throw deny('TooManyRequestsException', message, { Reason });
      }
      const query = begin(state, execute, body, parameters);
      state.queries.push(query);
      return answer('StartQueryExecution', { QueryExecutionId: query.id });
    },
    GetQueryExecution: async (state, body) => {
      const query = queryOf(state, body);
      await takeStep(state, query);
      return answer('GetQueryExecution', { QueryExecution: shown(query) });
    },
    // "Provides a list of available query execution IDs for the queries in the specified workgroup."
    ListQueryExecutions: (state, body) => {
      const ids = state.queries.toReversed().map(({ id }) => id);
      const QueryExecutionIds = ids.slice(0, Number(body['MaxResults'] ?? 50));
      return answer('ListQueryExecutions', { QueryExecutionIds });
    },
    StopQueryExecution: (state, body) => {
      const query = queryOf(state, body);
      query.stops += 1;
      if (isUnderWay(query)) {
        query.stopping.abort();
        const looks = Array.from({ length: state.stopTakes }, () => 'RUNNING' as const);
        query.steps = [...looks, { cancelled: 'Query cancelled by user' }];
      }
      return answer('StopQueryExecution', {});
    },
    GetQueryResults: (state, body) => {
      const query = queryOf(state, body);
      if (isUnderWay(query))
        throw invalid(`Query has not yet finished. Current state: ${query.state}`);
      if (!query.result)
        throw invalid(`Query did not finish successfully. Final query state: ${query.state}`);
      // As the real one says it: amazon-s3-find-and-forget #290, noctua #104.
      if (state.results === 'unreadable')
        throw invalid(
          'You do not seem to have access to the S3 location of your query results. Please confirm your account has access to the S3 location where your query results are saved and try again.',
        );
      if (state.results === 'gone') throw invalid('Could not find results');
      return answer('GetQueryResults', pageOf(query, body));
    },
  };
}

function checkStart(state: AthenaState, body: Json): void {
  // The SDK makes one; whoever speaks HTTP must: "you must provide this token or the action will fail".
  if (body['ClientRequestToken'] === undefined)
    throw refuse('a start has a ClientRequestToken', 'InvalidRequestException');
  // With managed results "you cannot specify an OutputLocation"; otherwise it would be ignored.
  if (body['ResultConfiguration'] !== undefined)
    throw refuse('where results go is the affair of the workgroup', 'InvalidRequestException');
  const group = state.workGroups.find(({ name }) => name === body['WorkGroup']);
  if (!group) throw invalid('WorkGroup is not found.');
  if (!group.enabled) throw invalid(`WorkGroup ${group.name} is disabled.`);
  if (group.results === null)
    throw invalid('No output location provided. An output location is required.');
}

function begin(
  state: AthenaState,
  execute: Execute,
  body: Json,
  parameters: string,
): LoopbackQuery {
  const sql = String(body['QueryString']);
  const stopping = new AbortController();
  const statement = /^\s*(CREATE|ALTER|DROP|SHOW|DESCRIBE)\b/i.test(sql) ? 'DDL' : 'DML';
  started += 1;
  return {
    id: `11111111-2222-4333-8444-${String(started).padStart(12, '0')}`,
    sql,
    parameters,
    token: String(body['ClientRequestToken']),
    workGroup: String(body['WorkGroup']),
    statement,
    run: execute(sql, stopping.signal).catch((error: Error) => error),
    stopping,
    steps: state.scripts.shift() ?? ['QUEUED', 'RUNNING', 'end'],
    state: 'QUEUED',
    reason: null,
    retryable: false,
    submittedAt: vendorNow(),
    scannedBytes: 0,
    result: null,
    stops: 0,
  };
}

function queryOf(state: AthenaState, body: Json): LoopbackQuery {
  const query = state.queries.find(({ id }) => id === body['QueryExecutionId']);
  if (!query) throw invalid(`QueryExecution ${String(body['QueryExecutionId'])} was not found`);
  return query;
}

function isUnderWay({ state }: LoopbackQuery): boolean {
  return state === 'QUEUED' || state === 'RUNNING';
}

function shown(query: LoopbackQuery): Json {
  const failed = query.state === 'FAILED';
  return {
    QueryExecutionId: query.id,
    Query: query.sql,
    StatementType: query.statement,
    WorkGroup: query.workGroup,
    Status: {
      State: query.state,
      SubmissionDateTime: query.submittedAt / 1000,
      ...(query.reason === null ? {} : { StateChangeReason: query.reason }),
      ...(failed ? { AthenaError: { ErrorCategory: 2, Retryable: query.retryable } } : {}),
    },
    Statistics: { DataScannedInBytes: query.scannedBytes },
  };
}

/** "The first row of the first page is the header" for SELECT; a missing value has no member. */
function pageOf({ id, result, statement }: LoopbackQuery, body: Json): Json {
  const { columns = [], rows = [] } = result ?? {};
  const header = statement === 'DML' ? [columns.map(({ name }) => name)] : [];
  const all = [...header, ...rows];
  const from = body['NextToken'] === undefined ? 0 : offsetOf(id, String(body['NextToken']));
  const to = from + Number(body['MaxResults'] ?? 1000);
  return {
    ResultSet: {
      Rows: all.slice(from, to).map((row) => ({
        Data: row.map((value) => (value === null ? {} : { VarCharValue: value })),
      })),
      ResultSetMetadata: {
        ColumnInfo: columns.map(({ name, type }) => ({ Name: name, Type: type })),
      },
    },
    ...(to < all.length ? { NextToken: `${id}/${to}` } : {}),
  };
}

function offsetOf(id: string, token: string): number {
  const [of, offset] = token.split('/');
  if (of !== id) throw refuse('a NextToken belongs to its query', 'InvalidRequestException');
  return Number(offset);
}
