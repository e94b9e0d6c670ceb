import { expect, it } from 'vitest';
import { bodyHolds, headersHold, needsBody, type ReplyCheck } from './reply-check.js';

const any: ReplyCheck = { headers: {}, contains: [], json: {}, has: [] };
const check = (parts: Partial<ReplyCheck>): ReplyCheck => ({ ...any, ...parts });

it('finds a text in a header, whatever the case of letters and however often it is there', () => {
  const json = check({ headers: { 'content-type': 'application/json' } });
  expect(headersHold(json, ['Content-Type', 'Application/JSON; charset=utf-8'])).toBe(true);
  expect(
    headersHold(json, ['X', 'y', 'content-type', 'a', 'CONTENT-TYPE', 'application/json']),
  ).toBe(true);
  expect(headersHold(json, ['content-type', 'text/html'])).toBe(false);
  expect(headersHold(json, [])).toBe(false);
});

it.each([
  [{ contains: ['cat', 'dog'] }, 'a cat and a dog', true],
  [{ contains: ['cat', 'dog'] }, 'a cat', false],
  [{ json: { message: 'SUCCESS' } }, '{"message":"SUCCESS"}', true],
  [{ json: { message: 'SUCCESS' } }, '{"message":"NO"}', false],
  [{ json: { '0.n': 1 } }, '[{"n":1}]', true],
  [{ json: { '0.n': 1 } }, '[{"n":"1"}]', false],
  [{ json: { a: null } }, '{"a":null}', true],
  [{ json: { a: null } }, '{}', false],
  [{ has: ['data.items.0.id'] }, '{"data":{"items":[{"id":0}]}}', true],
  [{ has: ['data.items.0.id'] }, '{"data":{"items":[]}}', false],
  [{ has: ['a'] }, '{"a":null}', false],
  [{ has: ['toString'] }, '{}', false],
  [{ has: ['a'] }, 'not JSON', false],
] as const)('holds %j against %s: %s', (parts, body, holds) => {
  expect(bodyHolds(check(parts), body)).toBe(holds);
});

it('keeps a body only when something in it is looked at', () => {
  expect(needsBody(check({ headers: { etag: 'x' } }))).toBe(false);
  expect(needsBody(check({ contains: ['x'] }))).toBe(true);
});
