import { expect, it } from 'vitest';
import { Secret } from '../../src/platform/secret.js';
import { createLineLog } from './log.js';

function written(fields: Record<string, unknown>): Record<string, unknown> {
  const lines: string[] = [];
  createLineLog({ write: (line) => lines.push(line) }, { now: () => 0 }).error('failed', fields);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^[^\n]+\n$/);
  return JSON.parse(lines[0] ?? '');
}

it('writes one line of JSON with time, level and event', () => {
  expect(written({ status: 500, route: 'GET /' })).toEqual({
    ...{ time: '1970-01-01T00:00:00.000Z', level: 'error', event: 'failed' },
    ...{ status: 500, route: 'GET /' },
  });
});

it('makes everything printable, and throws for nothing', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  const fields = written({
    text: '\u001b[31mred\nline',
    error: new Error('bad\u0007'),
    circle,
    none: undefined,
    list: [1, '\u001b[2J'],
  });
  expect(fields).toMatchObject({
    text: 'red line',
    error: 'Error: bad ',
    circle: '[not printable]',
  });
  expect(Object.values(fields).join()).not.toContain('\u001b');
});

it('shows no secret', () => {
  expect(
    JSON.stringify(written({ token: new Secret('hush'), in: { it: new Secret('hush') } })),
  ).not.toContain('hush');
});
