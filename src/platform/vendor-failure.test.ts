import { describe, expect, it } from 'vitest';
import { CatopsError } from './errors.js';
import { Secret } from './secret.js';
import {
  checkedBaseUrl,
  cutText,
  networkFailure,
  retryAfterMs,
  statusFailure,
  vendorText,
  vendorTimeOf,
} from './vendor-failure.js';

const vendor = {
  name: 'Vendor',
  secrets: [new Secret('tok/en+1'), new Secret('')],
  credentialHint: 'Set the token.',
};
const quiet = new AbortController().signal;

function coded(code: string, wrap: (error: Error) => unknown = (error) => error): unknown {
  return wrap(Object.assign(new Error('tok/en+1 in a message'), { code }));
}

describe('a call without an answer', () => {
  it.each([
    ['ECONNREFUSED', 'refused-before-send'],
    ['ENOTFOUND', 'refused-before-send'],
    ['EAI_AGAIN', 'refused-before-send'],
    ['ENETUNREACH', 'refused-before-send'],
    ['UND_ERR_CONNECT_TIMEOUT', 'refused-before-send'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'refused-before-send'],
    ['ECONNRESET', 'unknown'],
    ['EPIPE', 'unknown'],
    ['ETIMEDOUT', 'unknown'],
    ['UND_ERR_SOCKET', 'unknown'],
  ])('for %s is %s, wherever the client put the code, and repeats no message', (code, kind) => {
    const shapes = [
      (error: Error) => error,
      (error: Error) => new TypeError('fetch failed', { cause: error }),
      (error: Error) => Object.assign(new Error('wrapped'), { original: error }),
      (error: Error) => new TypeError('fetch failed', { cause: new AggregateError([error]) }),
    ];
    for (const shape of shapes) {
      const failure = networkFailure(vendor, coded(code, shape), quiet);
      expect(failure.kind).toBe(kind);
      expect(JSON.stringify(failure)).not.toContain('tok/en+1');
    }
  });

  it('of any other kind may have been done', () => {
    for (const thrown of [undefined, 'text', { status: 500 }, new Error('?')])
      expect(networkFailure(vendor, thrown, quiet).kind).toBe('unknown');
    expect(networkFailure(vendor, null, AbortSignal.abort()).message).toContain('in time');
  });
});

describe('an answer that is no success', () => {
  it.each([
    [400, 'permanent', 'invalid'],
    [401, 'permanent', 'credential'],
    [402, 'permanent', 'plan'],
    [403, 'permanent', 'credential'],
    [404, 'permanent', 'gone'],
    [409, 'permanent', 'refused'],
    [422, 'permanent', 'invalid'],
    [307, 'permanent', 'refused'],
    [408, 'unknown', undefined],
    [429, 'rate-limited', undefined],
    [500, 'unknown', undefined],
    [503, 'unknown', undefined],
  ])('with %d is %s %s', (status, kind, code) => {
    expect(statusFailure(vendor, status, 'why')).toMatchObject(code ? { kind, code } : { kind });
  });

  it('is quoted on one line, without secrets in any form, pages or control characters', () => {
    const said = `no \u001b[31mtoken\u001b[0m\n tok/en+1 or ${encodeURIComponent('tok/en+1')}.`;
    expect(vendorText(vendor, said)).toBe('no token [secret] or [secret]');
    expect(vendorText(vendor, '<!DOCTYPE html><p>x')).toBe('an HTML page');
    expect(vendorText(vendor, 'x'.repeat(9000))).toHaveLength(300);
  });

  it('is waited for as long as it says, in seconds or as a date by its own clock', () => {
    const header = (values: Record<string, string>) => (name: string) => values[name];
    const date = 'Sun, 15 Nov 2026 10:20:00 GMT';
    const later = 'Sun, 15 Nov 2026 10:20:07 GMT';
    expect(retryAfterMs(header({ 'retry-after': '1.5' }), 'retry-after')).toBe(1500);
    expect(retryAfterMs(header({ 'retry-after': later, date }), 'retry-after')).toBe(7000);
    expect(retryAfterMs(header({ 'retry-after': 'soon' }), 'retry-after')).toBeNull();
    expect(retryAfterMs(header({}), 'ratelimit-reset', 'retry-after')).toBeNull();
    expect(vendorTimeOf(date)).toBe('2026-11-15T10:20:00.000Z');
    expect(vendorTimeOf('yesterday')).toBeUndefined();
  });
});

describe('the address of a vendor', () => {
  it.each([
    'https://api.example.com/',
    'http://127.0.0.1:1',
    'http://[::1]:1',
    'http://localhost:1',
  ])('%s may be given credentials', (url) => {
    expect(checkedBaseUrl('Vendor', url)).toBe(url.replace(/\/$/, ''));
  });

  it.each([
    'http://example.com',
    'http://127.0.0.1.evil.com',
    'ftp://127.0.0.1',
    'https://user:word@example.com',
    'https://example.com/?token=x',
    'nothing',
  ])('%s may not', (url) => {
    expect(() => checkedBaseUrl('Vendor', url)).toThrow(CatopsError);
  });
});

it('a text that is cut ends with a whole character and an ellipsis', () => {
  expect([cutText('abc', 3), cutText('abcd', 3), cutText('a🐈🐈', 3)]).toEqual([
    'abc',
    'ab…',
    'a…',
  ]);
});
