import { describe, expect, it } from 'vitest';
import { conditioned, readRange } from './conditional.js';
import { bodyReply, type Reply } from './reply.js';

const etag = '"abc"';
const more = ['ETag', etag, 'Cache-Control', 'public', 'Accept-Ranges', 'bytes'];
const whole: Reply = { ...bodyReply(200, 'image/png', Buffer.from('0123456789'), more), etag };
const ask = (headers: Record<string, string>, method = 'GET') =>
  conditioned(whole, { method, headers });
const header = ({ headers }: Reply, name: string) => headers[headers.indexOf(name) + 1];

describe('a part of a file', () => {
  it.each([
    ['bytes=0-3', { first: 0, last: 3 }],
    ['bytes=4-', { first: 4, last: 9 }],
    ['bytes=-3', { first: 7, last: 9 }],
    ['bytes=-99', { first: 0, last: 9 }],
    ['bytes=9-99', { first: 9, last: 9 }],
    ['Bytes=0-0', { first: 0, last: 0 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=99-100', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    [`bytes=${'9'.repeat(400)}-`, 'unsatisfiable'],
    // What is no range of bytes may be ignored, and then the whole is sent (RFC 9110, 14.2).
    ['bytes=5-4', undefined],
    ['bytes=-', undefined],
    ['bytes=0-1,3-4', undefined],
    ['items=0-1', undefined],
    ['bytes=a-b', undefined],
    ['bytes=-1-2', undefined],
    ['', undefined],
  ])('%s of ten bytes', (range, part) => {
    expect(readRange(range, 10)).toEqual(part);
  });

  it('is sent with where it is, and only as long as it is', () => {
    const part = ask({ range: 'bytes=2-4' });
    expect([part.status, String(part.body), part.bytes]).toEqual([206, '234', 3]);
    expect([header(part, 'Content-Range'), header(part, 'Content-Length')]).toEqual([
      ...['bytes 2-4/10', '3'],
    ]);
    expect(header(part, 'ETag')).toBe(etag);
    const none = ask({ range: 'bytes=10-' });
    expect([none.status, header(none, 'Content-Range')]).toEqual([416, 'bytes */10']);
  });

  it('is sent only of the copy that the client has', () => {
    expect(ask({ range: 'bytes=2-4', 'if-range': etag }).status).toBe(206);
    for (const other of ['"xyz"', `W/${etag}`, 'Thu, 01 Jan 1970 00:00:00 GMT']) {
      expect(ask({ range: 'bytes=2-4', 'if-range': other })).toBe(whole);
    }
    expect(ask({ range: 'bytes=2-4' }, 'HEAD')).toBe(whole);
  });
});

describe('a condition', () => {
  it.each([
    [{ 'if-none-match': etag }, 304],
    [{ 'if-none-match': `"x", W/${etag}` }, 304],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': '"x"' }, 200],
    [{ 'if-match': etag }, 200],
    [{ 'if-match': '*' }, 200],
    [{ 'if-match': `W/${etag}` }, 412],
    [{ 'if-match': '"x"', 'if-none-match': etag, range: 'bytes=0-1' }, 412],
    [{ 'if-none-match': etag, range: 'bytes=0-1' }, 304],
  ])('%j is answered %d', (headers: Record<string, string>, status) => {
    expect(ask(headers).status).toBe(status);
  });

  it('leaves a 304 without what describes a body', () => {
    const { headers, bytes } = ask({ 'if-none-match': etag });
    expect([headers.includes('Content-Length'), headers.includes('ETag'), bytes]).toEqual([
      ...[false, true, 0],
    ]);
  });
});
