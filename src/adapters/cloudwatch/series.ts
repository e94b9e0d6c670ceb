import type { MetricAlarm, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { SeriesPoint } from '../../alarms/alarm.js';
import type { CloudWatchCall } from './client.js';
import { judgedQuery, periodOf } from './read-alarm.js';

/** A picture of the metric needs no more points; CloudWatch gives 100,800 in one answer. */
const mostPoints = 1440;
const mostPages = 10;

export interface Window {
  readonly from: string;
  readonly to: string;
}

/** The points an alarm is judged by, a point each period; null where CloudWatch has none. */
export async function readSeries(
  call: CloudWatchCall,
  alarm: MetricAlarm,
  window: Window,
  signal: AbortSignal,
): Promise<SeriesPoint[]> {
  const period = periodOf(alarm);
  const query = queryOf(alarm);
  if (period === undefined || query === undefined) return [];
  const step = period * 1000;
  const to = Math.ceil(Date.parse(window.to) / step) * step;
  const earliest = to - mostPoints * step;
  const from = Math.max(earliest, Math.floor(Date.parse(window.from) / step) * step);
  const values = (await readValues(call, query.queries, { from, to }, signal)).get(query.id);
  const points: SeriesPoint[] = [];
  for (let at = from; at < to; at += step)
    points.push({ at: new Date(at).toISOString(), value: values?.get(at) ?? null });
  return points;
}

/** What to ask for, and the id of the result that is the alarm's. */
function queryOf(
  alarm: MetricAlarm,
): { readonly id: string; readonly queries: MetricDataQuery[] } | undefined {
  if (alarm.MetricName === undefined) {
    const id = judgedQuery(alarm)?.Id;
    return id === undefined ? undefined : { id, queries: alarm.Metrics ?? [] };
  }
  const { Namespace, MetricName, Dimensions = [], Period, Unit } = alarm;
  const Stat = alarm.Statistic ?? alarm.ExtendedStatistic;
  const Metric = { Namespace, MetricName, Dimensions };
  const MetricStat = { Metric, Period, Stat, ...(Unit === undefined ? {} : { Unit }) };
  return { id: 'm1', queries: [{ Id: 'm1', MetricStat }] };
}

/** Values of each query that returns data, by its id and the begin of a period; milliseconds. */
export async function readValues(
  call: CloudWatchCall,
  queries: MetricDataQuery[],
  { from, to }: { readonly from: number; readonly to: number },
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ReadonlyMap<number, number>>> {
  const values = new Map<string, Map<number, number>>();
  let next: string | undefined;
  // "PartialData" goes on with a token too; the pages end all the same.
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await call(signal, (client, sdk, abortSignal) => {
      const command = new sdk.GetMetricDataCommand({
        MetricDataQueries: queries,
        StartTime: new Date(from),
        EndTime: new Date(to),
        ScanBy: 'TimestampAscending',
        ...(next === undefined ? {} : { NextToken: next }),
      });
      return client.send(command, { abortSignal });
    });
    for (const { Id = '', Timestamps = [], Values = [] } of answer.MetricDataResults ?? []) {
      const found = values.get(Id) ?? new Map<number, number>();
      values.set(Id, found);
      for (const [at, time] of Timestamps.entries()) found.set(time.getTime(), Values[at] ?? 0);
    }
    next = answer.NextToken;
    if (next === undefined) break;
  }
  return values;
}
