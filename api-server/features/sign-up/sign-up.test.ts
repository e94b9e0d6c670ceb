import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FakeApp, goodKey, openFakeApp } from '../../testing/fake-app.js';

let api: FakeApp;
beforeEach(async () => {
  api = await openFakeApp({ config: { keylessLimit: 40 } });
});
afterEach(() => api.app.close());

const ask = async (body: unknown, more: object = {}) => {
  const answer = await api.ask('/v1/user/passwordlesssignup', { method: 'POST', body, ...more });
  return [answer.status, answer.headers['content-type'], answer.json];
};
const json = 'application/json; charset=utf-8';
const invalid = [400, json, { message: 'INVALID_CREDENTIALS' }];

it('makes an account once, and never answers with a key', async () => {
  const body = { email: ' Ada@Example.com ', appDescription: 'cats', details: { user_type: 'x' } };
  expect(await ask(body)).toEqual([200, json, { message: 'SUCCESS' }]);
  expect(api.fake.data.addresses).toEqual(['ada@example.com']);
  const known = [400, json, { message: 'DUPLICATE_EMAIL' }];
  expect(await ask({ email: 'ada@example.com' })).toEqual(known);
  expect(await ask({ email: 'ADA@example.com' }, { key: goodKey })).toEqual(known);
});

it.each<[string, unknown]>([
  ['none', {}],
  ['a list', []],
  ['a number', { email: 7 }],
  ['an empty text', { email: '' }],
  ['no address', { email: 'ada' }],
  ['two of them', { email: 'a@example.com, b@example.com' }],
  ['one with a name', { email: 'Ada <ada@example.com>' }],
  ['one that goes on', { email: 'ada@example.com\r\nBcc: all@example.com' }],
  ['one that is too long', { email: `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(190)}` }],
])('refuses %s as an address', async (_, body) => {
  expect(await ask(body)).toEqual(invalid);
  expect(api.fake.data.addresses).toEqual([]);
});

it('tells every error as JSON, also those of every route', async () => {
  expect(await ask('{"email":')).toEqual([400, json, { message: 'Bad Request' }]);
  api.fake.failure = new Error('ill');
  const ill = [503, json, { message: 'Service Unavailable' }];
  expect(await ask({ email: 'a@example.com' })).toEqual(ill);
});

it('lets an address try a few times a minute, and says in JSON when it may again', async () => {
  for (let tries = 0; tries < 10; tries += 1) await ask({ email: 'x' });
  const answer = await api.ask('/v1/user/passwordlesssignup', { method: 'POST', body: {} });
  expect([answer.status, answer.headers['retry-after'], answer.json]).toEqual([
    429,
    '60',
    { message: 'RATE_LIMIT_EXCEEDED - too many requests, try again in 60 seconds' },
  ]);
});

it('writes no address into any log', async () => {
  api.fake.failure = new Error('insert ada@example.com failed');
  await ask({ email: 'ada@example.com' });
  expect(JSON.stringify([api.logged, api.records])).not.toContain('ada@');
});

it('is not flooded: what waits is bounded, the rest is told to come later, and others are served', async () => {
  await api.app.close();
  api = await openFakeApp();
  let open = () => {};
  api.fake.gate = new Promise((resolve) => {
    open = resolve;
  });
  const flood = Array.from({ length: 1500 }, (_, number) => {
    const body = { email: `cat${number}@example.com` };
    return api.ask('/v1/user/passwordlesssignup', { method: 'POST', body });
  });
  // All but those in the bulkhead of the route have their answer, while no query has ended.
  await expect.poll(() => api.records.length, { timeout: 20_000 }).toBeGreaterThan(400);
  expect(new Set(api.records.map(({ status, cause }) => `${status} ${cause}`))).toEqual(
    new Set(['503 overload']),
  );
  expect(api.fake.queries.length).toBeLessThanOrEqual(5);
  expect((await api.ask('/v1/images/search')).status).toBe(200);
  open();
  const answers = await Promise.all(flood);
  const made = answers.filter(({ status }) => status === 200);
  expect(made).toHaveLength(api.fake.data.addresses.length);
  const refused = answers.filter(({ status }) => status !== 200);
  expect(refused.length).toBeGreaterThan(400);
  for (const { status, headers, json: said } of refused) {
    expect([status, headers['retry-after'], said]).toEqual([
      ...[503, '5', { message: 'Service Unavailable' }],
    ]);
  }
});
