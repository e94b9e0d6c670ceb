import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FakeApp, goodKey, openFakeApp } from '../../testing/fake-app.js';

let api: FakeApp;
beforeEach(async () => {
  api = await openFakeApp();
});
afterEach(() => api.app.close());

const key = goodKey;
const ask = (method: string, url: string, body?: unknown) =>
  api.ask(url, { method, key, ...(body === undefined ? {} : { body }) });

it('keeps a favourite, shows it, lists it and lets go of it', async () => {
  const added = await ask('POST', '/v1/favourites/', { image_id: 'ebv', sub_id: 'user-7' });
  expect([added.status, added.body]).toEqual([200, '{"message":"SUCCESS","id":2001}']);
  const shown = {
    ...{ id: 2001, user_id: 'account-1', image_id: 'ebv', sub_id: 'user-7' },
    created_at: '2026-11-21T12:00:00.000Z',
    image: { id: 'ebv', url: 'http://cats.test/images/ebv.jpg' },
  };
  expect((await ask('GET', '/v1/favourites/2001')).json).toEqual(shown);
  const list = await ask('GET', '/v1/favourites?attach_image=0');
  expect(list.json).toEqual([{ ...shown, image: {} }]);
  expect(list.headers['pagination-count']).toBe('1');
  const gone = await ask('DELETE', '/v1/favourites/2001');
  expect([gone.status, gone.body]).toEqual([200, '{"message":"SUCCESS"}']);
  const again = await ask('DELETE', '/v1/favourites/2001');
  expect([again.status, again.body]).toEqual([400, 'INVALID_ACCOUNT']);
  const missing = await ask('GET', '/v1/favourites/2001');
  expect([missing.status, missing.body]).toEqual([404, 'NOT_FOUND']);
});

it('keeps a picture once for each sub_id, also when it is asked twice at once', async () => {
  const answers = await Promise.all(
    [undefined, 'a', 'b', 'a', undefined].map((sub_id) =>
      ask('POST', '/v1/favourites', { image_id: 'ebv', sub_id }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 400, 400]);
  expect(answers[4]?.body).toBe(
    'DUPLICATE_FAVOURITE - favourites are unique for account + image_id + sub_id',
  );
});

it.each<[string, unknown]>([
  ['"image_id" is required', {}],
  ['"image_id" is not allowed to be empty', { image_id: '' }],
  ['"image_id" must be a string', { image_id: {}, sub_id: '' }],
  ['"sub_id" is not allowed to be empty', { image_id: 'a', sub_id: '' }],
  ['"sub_id" must be a string', { image_id: 'a', sub_id: null }],
])('says %s', async (text, body) => {
  const answer = await ask('POST', '/v1/favourites', body);
  expect([answer.status, answer.body]).toEqual([400, text]);
});

it.each([
  ['limit=0', 400],
  ['size=huge', 400],
  ['size=THUMB', 200],
])('reads the parameters of a list: %s', async (query, status) => {
  expect((await ask('GET', `/v1/favourites?${query}`)).status).toBe(status);
});

it('says of a method without an id that there is no such thing', async () => {
  const answer = await ask('DELETE', '/v1/favourites/');
  expect([answer.status, (answer.json as { message: string }).message.slice(0, 3)]).toEqual([
    405,
    '404',
  ]);
});
