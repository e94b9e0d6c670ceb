import { invalid, type Json } from './call.js';
import { type Operation, tell } from './read-calls.js';
import type { CloudWatchState } from './state.js';

/** GetMetricData: the values of plain metrics, and one expression, `IF(a >= n, b / a)`, over them. */
export const metricCalls: Readonly<Record<string, Operation>> = {
  GetMetricData: (state, body) => {
    const queries = body['MetricDataQueries'] as readonly Json[];
    if (queries.length > 500) throw invalid('MetricDataQueries has at most 500');
    const from = Number(body['StartTime']) * 1000;
    const to = Number(body['EndTime']) * 1000;
    if (!(from < to)) throw invalid('StartTime is before EndTime');
    const step = periodOf(queries) * 1000;
    const times: number[] = [];
    for (let at = Math.ceil(from / step) * step; at < to; at += step) times.push(at);
    const shown = queries.filter(({ ReturnData }) => ReturnData !== false);
    const MetricDataResults = shown.map((query) => {
      const points = times.flatMap((at) => {
        const value = valueAt(state, queries, query, at);
        return value === undefined ? [] : [{ at, value }];
      });
      return {
        Id: query['Id'],
        Label: String(query['Label'] ?? query['Id']),
        Timestamps: points.map(({ at }) => at / 1000),
        Values: points.map(({ value }) => value),
        StatusCode: 'Complete',
      };
    });
    return tell(state, 'GetMetricData', { MetricDataResults });
  },
};

function periodOf(queries: readonly Json[]): number {
  const stat = queries.find(({ MetricStat }) => MetricStat !== undefined)?.['MetricStat'];
  return Number((stat as Json | undefined)?.['Period'] ?? 60);
}

function valueAt(
  state: CloudWatchState,
  queries: readonly Json[],
  query: Json,
  at: number,
): number | undefined {
  const stat = query['MetricStat'] as Json | undefined;
  if (stat) return state.metricValue(String((stat['Metric'] as Json)['MetricName']), at);
  const known = (id: string | undefined) => {
    const other = queries.find(({ Id }) => Id === id);
    return other && valueAt(state, queries, other, at);
  };
  const expression = String(query['Expression']);
  const found = /^IF\((\w+) >= (\d+), (\w+)(?: \/ (\w+))?\)$/.exec(expression);
  if (!found) throw invalid(`this loopback server does not do ${expression}`);
  const [, guard, least, above, below] = found;
  const [counted, dividend] = [known(guard), known(above)];
  if (counted === undefined || dividend === undefined || counted < Number(least)) return undefined;
  return below === undefined ? dividend : dividend / (known(below) ?? Number.NaN);
}
