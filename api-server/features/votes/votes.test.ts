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

it('keeps a vote, shows it, lists it and takes it back', async () => {
  const cast = await ask('POST', '/v1/votes', { image_id: 'ebv', value: 1, sub_id: 'user-7' });
  expect([cast.status, cast.body]).toEqual([
    201,
    '{"message":"SUCCESS","id":1001,"image_id":"ebv","sub_id":"user-7","value":1,"country_code":null}',
  ]);
  const shown = {
    ...{ id: 1001, image_id: 'ebv', sub_id: 'user-7', created_at: '2026-11-21T12:00:00.000Z' },
    ...{ value: 1, country_code: null },
    image: { id: 'ebv', url: 'http://cats.test/images/ebv.jpg' },
  };
  expect((await ask('GET', '/v1/votes/1001')).json).toEqual({ ...shown, user_id: 'account-1' });
  const list = await ask('GET', '/v1/votes/');
  expect(list.json).toEqual([shown]);
  expect(list.headers).toMatchObject({
    ...{ 'pagination-count': '1', 'pagination-page': '0', 'pagination-limit': '100' },
    'ratelimit-limit': expect.any(String),
  });
  const gone = await ask('DELETE', '/v1/votes/1001');
  expect([gone.status, gone.body]).toEqual([200, '{"message":"SUCCESS"}']);
  const again = await ask('DELETE', '/v1/votes/1001');
  expect([again.status, again.body]).toEqual([404, 'NO_VOTE_FOUND_MATCHING_ID']);
  const missing = await ask('GET', '/v1/votes/1001');
  expect([missing.status, missing.body]).toEqual([404, 'NOT_FOUND']);
});

it('shows no sub_id to whom sent none, and none but null in lists', async () => {
  const cast = await ask('POST', '/v1/votes', { image_id: 'any text', value: true });
  expect(cast.json).toEqual({
    ...{ message: 'SUCCESS', id: 1001, image_id: 'any text', value: 1, country_code: null },
  });
  expect((await ask('GET', '/v1/votes')).json).toMatchObject([{ sub_id: null, image: {} }]);
  expect((await ask('GET', '/v1/votes?sub_id=')).json).toHaveLength(1);
  expect((await ask('GET', '/v1/votes?sub_id=other')).json).toEqual([]);
});

it.each<[unknown, number]>([
  [1, 1],
  [0, 0],
  [-1.5e300, -1.5e300],
  [false, 0],
  ['true', 1],
  ['false', 0],
])('takes %j for a value of %d', async (value, kept) => {
  expect((await ask('POST', '/v1/votes', { image_id: 'a', value })).json).toMatchObject({
    value: kept,
  });
});

it.each<[string, unknown]>([
  ['"image_id" is required', {}],
  ['"image_id" is required', { value: 'x', sub_id: 7 }],
  ['"image_id" is required', []],
  ['"image_id" is required', ''],
  ['"image_id" is not allowed to be empty', { image_id: '', value: 'x' }],
  ['"image_id" must be a string', { image_id: 7 }],
  ['"image_id" must be a string', { image_id: null }],
  ['"value" is required', { image_id: 'a' }],
  ['"value" is not allowed to be empty', { image_id: 'a', value: '' }],
  ['INVALID_DATA', { image_id: 'a', value: 'one' }],
  ['INVALID_DATA', { image_id: 'a', value: null }],
  ['INVALID_DATA', '{"image_id":"a","value":1e999}'],
  ['INVALID_DATA', { image_id: 'a'.repeat(256), value: 1 }],
  ['"sub_id" is not allowed to be empty', { image_id: 'a', value: 1, sub_id: '' }],
  ['"sub_id" must be a string', { image_id: 'a', value: 1, sub_id: 7 }],
  ['Bad Request', '{"image_id":'],
  ['Bad Request', 'true'],
  ['Bad Request', '"text"'],
])('says %s', async (text, body) => {
  const answer = await ask('POST', '/v1/votes', body);
  expect([answer.status, answer.body]).toEqual([400, text]);
  expect(api.fake.queries).toEqual([]);
});

it('reads nothing but JSON, by whatever name it is sent', async () => {
  const cast = (type: string) =>
    api.ask('/v1/votes', {
      ...{ method: 'POST', key, body: { image_id: 'a', value: 1 } },
      headers: { 'content-type': type },
    });
  expect((await cast('Application/JSON; charset=utf-8')).status).toBe(201);
  expect((await cast('application/vnd.cats+json')).status).toBe(201);
  expect((await cast('text/plain')).body).toBe('"image_id" is required');
});

it('takes names of prototypes for names, and no more of them than it knows', async () => {
  const sent = '{"__proto__":{"image_id":"x"},"constructor":1,"value":1}';
  expect((await ask('POST', '/v1/votes', sent)).body).toBe('"image_id" is required');
  const twice = '{"image_id":"a","value":1,"image_id":"b"}';
  expect((await ask('POST', '/v1/votes', twice)).json).toMatchObject({ image_id: 'b' });
  const deep = `{"image_id":"a","value":1,"x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
  expect((await ask('POST', '/v1/votes', deep)).status).toBe(201);
});

it('reads no more than 64 KiB', async () => {
  const answer = await ask('POST', '/v1/votes', { image_id: 'a', value: 1, x: 'x'.repeat(65_536) });
  expect([answer.status, answer.body]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  expect(answer.headers['connection']).toBe('close');
});

it.each([
  ['GET', '/v1/votes'],
  ['GET', '/v1/votes/1'],
  ['POST', '/v1/votes'],
  ['DELETE', '/v1/votes/1'],
])('asks strangers for a key: %s %s', async (method, url) => {
  for (const wrong of [undefined, 'live_wrong']) {
    const answer = await api.ask(url, { method, ...(wrong === undefined ? {} : { key: wrong }) });
    expect([answer.status, answer.body]).toEqual([
      401,
      "AUTHENTICATION_ERROR - you need to send your API Key as the 'x-api-key' header",
    ]);
  }
  expect(api.fake.queries).toEqual([]);
});

it.each(['nonsense', 'text/plain', ''])('reads no body of the type "%s"', async (type) => {
  const answer = await api.ask('/v1/votes', {
    ...{ method: 'POST', key: goodKey, headers: { 'content-type': type } },
    body: { image_id: 'a', value: 1 },
  });
  expect([answer.status, answer.body]).toEqual([400, '"image_id" is required']);
});

it.each(['limit=0', 'limit=x', 'page=-1', 'order=up', 'attach_image=2'])(
  'refuses %s',
  async (query) => {
    const answer = await ask('GET', `/v1/votes?${query}`);
    expect([answer.status, answer.body]).toEqual([400, 'INVALID_DATA']);
  },
);

it('says what the database could not take, and keeps nothing of it', async () => {
  api.fake.failure = new Error('disk full');
  const answer = await ask('POST', '/v1/votes', { image_id: 'a', value: 1 });
  expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5']);
  expect(api.records.at(-1)).toMatchObject({ cause: 'database', route: 'POST /v1/votes' });
});

it.each(['0', '-1', '1e3', '99999999999999999999', '0x1', 'x', '%00'])(
  'knows no vote by the id %s',
  async (id) => {
    expect((await ask('GET', `/v1/votes/${id}`)).body).toBe('NOT_FOUND');
    expect((await ask('DELETE', `/v1/votes/${id}`)).body).toBe('NO_VOTE_FOUND_MATCHING_ID');
  },
);

it('writes the votes of a crowd together', async () => {
  let open = () => {};
  api.fake.gate = new Promise((resolve) => {
    open = resolve;
  });
  const cast = Array.from({ length: 100 }, (_, index) =>
    ask('POST', '/v1/votes', { image_id: 'a', value: index }),
  );
  while (api.fake.queries.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(api.fake.queries).toEqual(['votes.add']);
  open();
  const answers = await Promise.all(cast);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect(api.fake.queries.length).toBeLessThan(20);
  const ids = answers.map(({ json }) => (json as { id: number }).id);
  expect(new Set(ids).size).toBe(100);
});
