import type { IncomingMessage } from 'node:http';
import { parse } from 'node:querystring';

const header = 'x-api-key';
const parameter = 'api_key';

/** The key that a request presents, if any. The header wins over the query. */
export function presentedKey(request: IncomingMessage, rawQuery: string): string | undefined {
  const sent = request.headers[header];
  if (typeof sent === 'string' && sent !== '') return sent;
  if (!rawQuery.includes(parameter)) return undefined;
  const inQuery = parse(rawQuery, '&', '=', { maxKeys: 0 })[parameter];
  return typeof inQuery === 'string' && inQuery !== '' ? inQuery : undefined;
}
