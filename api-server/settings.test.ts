import { expect, it } from 'vitest';
import { type FakeApp, goodKey, openFakeApp } from './testing/fake-app.js';

// Settings that change what clients are answered.

async function using<T>(config: Parameters<typeof openFakeApp>[0], work: (api: FakeApp) => T) {
  const api = await openFakeApp(config);
  try {
    return await work(api);
  } finally {
    await api.app.close();
  }
}

it('sends errors as clients of the first years read them, where that is set', async () => {
  await using({ config: { errorForm: 'json' } }, async ({ ask }) => {
    const missing = await ask('/v1/images/nope');
    expect([missing.status, missing.headers['content-type'], missing.body]).toEqual([
      400,
      'application/json; charset=utf-8',
      `{"message":"Couldn't find an image matching the passed 'id' of nope","status":400,"level":"info"}`,
    ]);
    expect(missing.headers['content-length']).toBe(String(missing.bytes.length));
    expect((await ask('/v1/votes')).json).toEqual({
      message: 'AUTHENTICATION_ERROR - no valid x-api-key in header',
      status: 401,
      level: 'info',
    });
    expect((await ask('/v1/images/%zz')).json).toMatchObject({ message: 'Bad Request' });
    // What was JSON before stays as it was.
    expect(Object.keys((await ask('/nope')).json as object)).toEqual(['message']);
    const signUp = { method: 'POST', body: { email: 'no address' } };
    expect((await ask('/v1/user/passwordlesssignup', signUp)).json).toEqual({
      message: 'INVALID_CREDENTIALS',
    });
  });
});

it('keeps the headers of a refusal when its form is another', async () => {
  await using({ config: { errorForm: 'json', keylessLimit: 1 } }, async ({ ask }) => {
    await ask('/v1/breeds');
    const refused = await ask('/v1/breeds');
    expect(refused.json).toMatchObject({ status: 429 });
    expect(refused.headers).toMatchObject({ 'retry-after': '60', 'ratelimit-remaining': '0' });
  });
});

it('gives as many pictures and rows at once as is set', async () => {
  const config = { searchLimitKeyless: 1, searchLimitKeyed: 2, listLimit: 3 };
  await using({ config }, async ({ ask }) => {
    const count = async (url: string, key?: string) =>
      ((await ask(url, key === undefined ? {} : { key })).json as unknown[]).length;
    expect(await count('/v1/images/search?limit=50')).toBe(1);
    expect(await count('/v1/images/search?limit=50', goodKey)).toBe(2);
    for (const value of [1, 2, 3, 4]) {
      const body = { image_id: 'ebv', sub_id: `${value}`, value };
      await ask('/v1/votes', { method: 'POST', key: goodKey, body });
      await ask('/v1/favourites', { method: 'POST', key: goodKey, body });
    }
    for (const list of ['/v1/votes', '/v1/favourites']) {
      const { json, headers } = await ask(`${list}?limit=50&page=1`, { key: goodKey });
      expect(json).toHaveLength(1);
      expect(headers).toMatchObject({ 'pagination-limit': '3', 'pagination-count': '4' });
    }
  });
});
