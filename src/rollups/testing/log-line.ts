/** A line of the access log as the API writes it, but for the changes; `undefined` leaves one out. */
export function logLine(changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    v: 1,
    ts: '2018-11-15T21:20:00.123Z',
    method: 'GET',
    route: '/v1/breeds',
    status: 200,
    latency_ms: 12.5,
    bytes: 1000,
    api_key_id: null,
    cache: 'hit',
    db_queries: 0,
    cause: null,
    image_id: null,
    ...changes,
  });
}

/** So many lines of an hour, one after the other, each by its number. */
export function logLines(
  hour: string,
  count: number,
  changes: (index: number) => Readonly<Record<string, unknown>> = () => ({}),
): string[] {
  return Array.from({ length: count }, (_, index) => {
    const ms = Math.floor((index * 3_600_000) / count);
    const ts = new Date(Date.parse(`${hour}:00:00.000Z`) + ms).toISOString();
    return logLine({ ts, ...changes(index) });
  });
}
