import { expect, it } from 'vitest';
import { readRequest } from './run-request.js';

it('reads what it knows', () => {
  expect(readRequest('{"op":"key.create","name":"Ada"}')).toEqual({
    op: 'key.create',
    name: 'Ada',
  });
});

it.each([
  ['', 'not JSON'],
  ['{"op":', 'not JSON'],
  ['[]', 'not valid'],
  ['{"op":"drop"}', '"op"'],
  ['{"op":"key.create","name":""}', '"name"'],
  ['{"op":"key.load","count":1001,"ttlSeconds":1}', '"count"'],
])('refuses %s in a sentence', (text, part) => {
  expect(() => readRequest(text)).toThrow(
    expect.objectContaining({ code: 'usage-invalid', message: expect.stringContaining(part) }),
  );
});
