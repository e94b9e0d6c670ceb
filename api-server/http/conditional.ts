/** Whether a client's `If-None-Match` names the reply it would be sent. */
export function isNotModified(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

const notIn304 = new Set(['Content-Type', 'Content-Length']);

/** The headers of a 304: those of the reply that describe no body. */
export function headersOf304(headers: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    const [name = '', value = ''] = [headers[index], headers[index + 1]];
    if (!notIn304.has(name)) kept.push(name, value);
  }
  return kept;
}
