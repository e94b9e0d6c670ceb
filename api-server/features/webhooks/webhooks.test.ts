import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FakeApp, goodKey, openFakeApp } from '../../testing/fake-app.js';

let api: FakeApp;
beforeEach(async () => {
  api = await openFakeApp();
});
afterEach(() => api.app.close());

const good = { name: 'my hook', url: 'https://cats.example/hook', events: ['favourite.created'] };
const post = (body: unknown, key = goodKey) =>
  api.ask('/v1/webhooks', { method: 'POST', key, body });

it('keeps a webhook and answers as the original does, with the secret once', async () => {
  const answer = await post(good);
  const createdAt = '2026-11-21T12:00:00.000Z';
  expect([answer.status, answer.json]).toEqual([
    200,
    {
      app: {
        ...{ createdAt, id: 'app_account-1', metadata: {}, name: 'my hook', uid: 'account-1' },
        updatedAt: createdAt,
      },
      endpoint: {
        ...{ channels: null, createdAt, description: '', disabled: false, metadata: null },
        ...{ filterTypes: ['favourite.created'], rateLimit: null, uid: null, version: 1 },
        ...{ id: expect.stringMatching(/^ep_[0-9a-f]{16}$/), updatedAt: createdAt, url: good.url },
      },
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
    },
  ]);
  expect(api.fake.data.webhooks).toHaveLength(1);
});

it.each<[string, unknown]>([
  ['"name" is required', {}],
  ['"url" is required', { name: 'x' }],
  ['"events" is required', { name: 'x', url: good.url }],
  ['INVALID_DATA', { ...good, events: [] }],
  ['INVALID_DATA', { ...good, events: ['vote.created'] }],
  ['INVALID_DATA', { ...good, events: 'favourite.created' }],
  ['INVALID_DATA', { ...good, url: 'ftp://cats.example/' }],
  ['INVALID_DATA', { ...good, url: 'javascript:alert(1)' }],
  ['INVALID_DATA', { ...good, url: 'https://user:word@cats.example/' }],
  ['INVALID_DATA', { ...good, url: 'cats.example' }],
  ['INVALID_DATA', { ...good, url: `https://cats.example/${'a'.repeat(2048)}` }],
])('says %s', async (text, body) => {
  const answer = await post(body);
  expect([answer.status, answer.body, api.fake.data.webhooks]).toEqual([400, text, []]);
});

it('wants a key, and is there for POST alone', async () => {
  expect((await post(good, 'wrong')).status).toBe(401);
  const others = await Promise.all(
    ['GET', 'DELETE'].map((method) => api.ask('/v1/webhooks', { method, key: goodKey })),
  );
  expect(others.map(({ status }) => status)).toEqual([404, 405]);
});
