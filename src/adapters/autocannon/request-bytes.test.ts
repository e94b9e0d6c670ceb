import { expect, it } from 'vitest';
import type { LoadPlan } from '../../loadtest/load-plan.js';
import type { Variant } from '../../loadtest/variants.js';
import { planOf } from '../../testing/load-plans.js';
import { createRequestWriter } from './request-bytes.js';

const routes = (method: string, ...variants: Variant[]): Pick<LoadPlan, 'routes'> => {
  const [first] = planOf('http://x', []).routes;
  return { routes: first ? [{ ...first, method, variants }] : [] };
};
const written = (plan: LoadPlan, variant = 0, key: number | null = null): string =>
  createRequestWriter(plan)({ route: 0, variant, key }).toString();

it('writes a request below the path of the target, with the headers of all and a key', () => {
  const changes = { headers: { Accept: 'application/json' }, keys: ['one', 'two'] };
  const plan = planOf('http://api.example:3000/base/', [], {
    ...changes,
    ...routes('GET', { path: '/a?q=1' }),
  });
  expect(written(plan, 0, 1)).toBe(
    'GET /base/a?q=1 HTTP/1.1\r\nhost: api.example:3000\r\nconnection: keep-alive\r\n' +
      'accept: application/json\r\nx-api-key: two\r\n\r\n',
  );
});

it('lets headers of one variant replace those of all, and counts the bytes of its body', () => {
  const plan = planOf('http://x', [], {
    headers: { 'Content-Type': 'text/plain', Host: 'other.example' },
    ...routes('POST', { path: '/b', headers: { 'content-type': 'application/json' }, body: '"ü"' }),
  });
  expect(written(plan)).toBe(
    'POST /b HTTP/1.1\r\nhost: other.example\r\nconnection: keep-alive\r\n' +
      'content-type: application/json\r\ncontent-length: 4\r\n\r\n"ü"',
  );
});

it('says of a POST without a body that it has none', () => {
  expect(written(planOf('http://x', [], routes('POST', { path: '/' })))).toContain(
    'content-length: 0\r\n\r\n',
  );
  expect(written(planOf('http://x', [], routes('DELETE', { path: '/' })))).not.toContain('length');
});

it('keeps the bytes of a small pool, and of a large one nothing', () => {
  const request = { route: 0, variant: 0, key: null };
  const small = createRequestWriter(planOf('http://x', []));
  expect(small(request)).toBe(small(request));
  const many = Array.from({ length: 5000 }, (_, n) => ({ path: `/${n}` }));
  const large = createRequestWriter(planOf('http://x', [], routes('GET', ...many)));
  expect(large(request)).toEqual(large(request));
  expect(large(request)).not.toBe(large(request));
});
