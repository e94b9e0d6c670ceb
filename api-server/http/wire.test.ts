import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../catalogue.js';
import { type FakeApp, goodKey, openFakeApp } from '../testing/fake-app.js';

let api: FakeApp;
beforeAll(async () => {
  api = await openFakeApp();
});
afterAll(() => api.app.close());

const json = 'application/json; charset=utf-8';
const text = 'text/plain; charset=utf-8';
const unknown =
  '{"message":"404 - please consult the documentation for correct url to call. https://docs.thecatapi.com/"}';

describe('every reply', () => {
  it.each([
    ['/v1/images/search', 200],
    ['/v1/images/nope', 400],
    ['/images/ebv.jpg', 200],
    ['/nope', 404],
    ['/v1/images/%zz', 400],
  ])('carries the headers that clients know: %s', async (url, status) => {
    const answer = await api.ask(url);
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      'x-dns-prefetch-control': 'off',
      'x-frame-options': 'SAMEORIGIN',
      'strict-transport-security': 'max-age=15552000; includeSubDomains',
      'x-download-options': 'noopen',
      'x-content-type-options': 'nosniff',
      'x-xss-protection': '1; mode=block',
      vary: 'Origin',
      'access-control-allow-origin': '*',
      'x-response-time': expect.stringMatching(/^\d+ms$/),
      'content-length': String(answer.bytes.length),
    });
  });

  it('is the same to HEAD, without the body', async () => {
    const whole = await api.ask('/v1/breeds');
    const head = await api.ask('/v1/breeds', { method: 'HEAD' });
    expect([head.status, head.body, head.headers['content-length']]).toEqual([
      200,
      '',
      whole.headers['content-length'],
    ]);
    expect(api.records.at(-1)).toMatchObject({ method: 'HEAD', bytes: 0 });
  });
});

describe('a program without a key', () => {
  it('is shown exactly four fields of a picture', async () => {
    const { json: rows, headers } = await api.ask('/v1/images/search');
    expect(rows).toHaveLength(1);
    expect(Object.keys((rows as object[])[0] ?? {})).toEqual(['id', 'url', 'width', 'height']);
    expect(headers).toMatchObject({
      'content-type': json,
      expires: 'Tue, 03 Jul 2001 06:00:00 GMT',
      'last-modified': 'Sat, 21 Nov 2026 12:00:00 GMT',
      'cache-control': 'post-check=0, pre-check=0',
    });
    expect(Object.keys(headers).filter((name) => name.includes('ratelimit'))).toEqual([]);
  });

  it('is answered in random order and without pages, whatever order it asks for', async () => {
    const { json: rows, headers } = await api.ask('/v1/images/search?order=ASC&page=9&limit=100');
    expect(rows).toHaveLength(4);
    expect(headers['pagination-count']).toBeUndefined();
  });

  it('is answered as if it sent no key when its key is wrong', async () => {
    const { json: rows } = await api.ask('/v1/images/search?order=DESC', { key: 'wrong' });
    expect(Object.keys((rows as object[])[0] ?? {})).not.toContain('breeds');
    expect(api.records.at(-1)?.api_key_id).toBeNull();
  });
});

describe('a program with a key', () => {
  it('is shown breeds always and categories when there are any', async () => {
    const { body } = await api.ask('/v1/images/search?order=ASC&limit=3', { key: goodKey });
    expect(body).toBe(
      '[{"breeds":[],"id":"ebv","url":"http://cats.test/images/ebv.jpg","width":176,"height":540},' +
        '{"breeds":[{"weight":{"imperial":"7  -  10","metric":"3 - 5"},"id":"abys","name":"Abyssinian"}],' +
        '"id":"-aB_3","url":"http://cats.test/images/-aB_3.png","width":176,"height":540},' +
        '{"breeds":[{"id":"beng","name":"Bengal"}],"categories":[{"id":4,"name":"hats"}],' +
        '"id":"hat","url":"http://cats.test/images/hat.jpg","width":176,"height":540}]',
    );
  });

  it('is told how many there are when it asks for pages, also beyond the end', async () => {
    for (const [page, length] of [
      [0, 3],
      [1, 1],
      [9, 0],
    ] as const) {
      const url = `/v1/images/search?order=desc&limit=3&page=${page}`;
      const { json: rows, headers } = await api.ask(url, { key: goodKey });
      expect(rows).toHaveLength(length);
      expect(headers).toMatchObject({
        'pagination-count': '4',
        'pagination-page': String(page),
        'pagination-limit': '3',
        'access-control-expose-headers': 'Pagination-Count, Pagination-Page, Pagination-Limit',
      });
    }
  });

  it('is told its limit on every reply', async () => {
    const { headers } = await api.ask('/v1/images/ebv/analysis', { key: goodKey });
    expect(headers).toMatchObject({
      'ratelimit-limit': '1000000',
      'ratelimit-remaining': '999999',
      'ratelimit-consumed': '1',
      'ratelimit-reset': '2026-11-21T12:01:00.000Z',
      'retry-after-seconds': '60',
    });
  });

  it('may send it in the query, but the header wins', async () => {
    await api.ask(`/v1/categories?api_key=${goodKey}`);
    expect(api.records.at(-1)?.api_key_id).toBe('account-1');
    await api.ask(`/v1/categories?api_key=${goodKey}`, { key: 'wrong' });
    expect(api.records.at(-1)?.api_key_id).toBeNull();
    await api.ask(`/v1/categories?api_key=${goodKey}&api_key=${goodKey}`);
    expect(api.records.at(-1)?.api_key_id).toBeNull();
  });

  it('sees the pictures of breeds, which others see only where they ask for them', async () => {
    const image =
      '"image":{"id":"-aB_3","width":176,"height":540,"url":"http://cats.test/images/-aB_3.png"}';
    expect((await api.ask('/v1/breeds/abys', { key: goodKey })).body).toContain(image);
    expect((await api.ask('/v1/breeds/abys')).body).not.toContain('image');
    expect((await api.ask('/v1/breeds', { key: goodKey })).body).toContain(image);
    expect((await api.ask('/v1/breeds')).body).not.toContain('image');
    expect((await api.ask('/v1/breeds/search?q=ABYS&attach_image=1')).body).toContain(image);
    expect((await api.ask('/v1/breeds/search?q=abys', { key: goodKey })).body).not.toContain(image);
  });
});

describe('what is the business of one account', () => {
  const owned = catalogue.filter(({ auth }) => auth === 'required');

  it.each(
    owned.flatMap(({ method, path }) => [
      [method, path, goodKey],
      [method, path, 'wrong'],
    ]),
  )('is kept by nobody on the way: %s %s', async (method, path, key) => {
    const url = path.replace('{image_id}', 'ebv').replaceAll(/\{\w+\}/g, '1');
    const body = method === 'POST' ? { body: {} } : {};
    const { headers, status } = await api.ask(url, { method, key, ...body });
    expect(headers['cache-control']).toBe('private, no-store');
    expect(status === 401).toBe(key === 'wrong');
  });

  it('is kept by nobody where others ask the same', async () => {
    const url = '/v1/images/search?limit=2&sub_id=user-7';
    const own = await api.ask(url, { key: goodKey });
    expect(own.headers).toMatchObject({
      'cache-control': 'private, no-store, post-check=0, pre-check=0',
      expires: 'Tue, 03 Jul 2001 06:00:00 GMT',
    });
    const others = await api.ask(url);
    expect(others.headers['cache-control']).toBe('post-check=0, pre-check=0');
  });
});

describe('the routes', () => {
  it.each([
    ['/v1/images/search?mime_types=image/gif', 200, '"id":"gif1"'],
    ['/v1/images/search?mime_types=', 200, '"id"'],
    ['/v1/images/search?breed_ids=beng&breed_id=abys', 200, '"id":"hat"'],
    ['/v1/images/search?breed_id=abys', 200, '"id":"-aB_3"'],
    ['/v1/images/search?category_ids=5', 200, '"id":"gif1"'],
    ['/v1/images/search?category_ids=4&breed_ids=abys', 200, '[]'],
    ['/v1/images/search?breed_ids=none', 200, '[]'],
    ['/v1/images/search/?limit=1', 200, '"id"'],
    ['/v1/images/hat', 200, '{"id":"hat","width":176,"height":540,"url":'],
    ['/v1/images/-aB_3', 200, ',"breeds":[{"weight":'],
    ['/v1/images/ebv', 200, '/ebv.jpg"}'],
    ['/v1/images/ebv/analysis', 200, '[{"labels":[{"Name":"Cat"'],
    ['/v1/images/hat/analysis', 200, '[]'],
    ['/v1/breeds/', 200, '[{"weight"'],
    ['/v1/breeds/search', 200, '[]'],
    ['/v1/breeds/search?q=', 200, '[]'],
    ['/v1/breeds/search?q=a', 200, 'American Shorthair'],
    ['/v1/categories/', 200, '[{"id":5,"name":"boxes"},{"id":4,"name":"hats"}]'],
    ['/v1/categories?limit=1&page=1', 200, '[{"id":4,"name":"hats"}]'],
    ['/', 200, '{"name":"catops","version":'],
    ['/v1/', 200, '{"name":"catops","version":'],
    ['/health/live', 200, '{"status":"ok"}'],
    ['/health/ready', 200, '{"status":"ok","dependencies":['],
    ['/openapi.json', 200, '{"openapi":"3.1.0"'],
  ])('answer %s', async (url, status, part) => {
    const answer = await api.ask(url);
    expect([answer.status, answer.headers['content-type']]).toEqual([status, json]);
    expect(answer.body).toContain(part);
  });

  it('send lists of breeds in pages, and all of them when none is asked for', async () => {
    expect((await api.ask('/v1/breeds')).headers).toMatchObject({
      'pagination-count': '3',
      'pagination-page': '0',
      'pagination-limit': '1000',
    });
    const second = await api.ask('/v1/breeds?limit=2&page=1');
    expect(second.json).toEqual([{ id: 'asho', name: 'American Shorthair' }]);
    expect((await api.ask('/v1/breeds?limit=2&page=7')).body).toBe('[]');
  });

  it('redirect to a picture when asked for its source', async () => {
    const found = await api.ask('/v1/images/search?format=src&mime_types=gif&limit=3');
    expect([found.status, found.body]).toEqual([302, '']);
    expect(found.headers).toMatchObject({
      location: 'http://cats.test/images/gif1.gif',
      'cache-control': 'post-check=0, pre-check=0',
      'content-length': '0',
    });
    const none = await api.ask('/v1/images/search?format=src&breed_ids=none');
    expect([none.status, none.body, none.headers['content-type']]).toEqual([
      404,
      'NOT_FOUND',
      text,
    ]);
  });

  it('send pictures that a browser keeps for ever', async () => {
    const { status, headers, body } = await api.ask('/images/-aB_3.png');
    expect([status, body, headers['content-type']]).toEqual([
      200,
      'picture -aB_3.png',
      'image/png',
    ]);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const etag = headers['etag'] ?? '';
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await api.ask('/images/-aB_3.png', { headers: { 'if-none-match': tag } });
      expect([again.status, again.body, again.headers['etag']]).toEqual([304, '', etag]);
      expect(again.headers['content-type']).toBeUndefined();
    }
    const other = await api.ask('/images/-aB_3.png', { headers: { 'if-none-match': '"other"' } });
    expect(other.status).toBe(200);
  });
});

describe('a request that cannot be answered', () => {
  it.each([
    ...['limit=0', 'limit=-1', 'limit=x', 'limit=1.5', 'limit=1e9', 'limit=', 'limit=1&limit=2'],
    ...['page=-1', 'page=x', 'order=UP', 'order=', 'size=huge', 'format=xml', 'mime_types=webp'],
    ...[
      'has_breeds=yes',
      'has_breeds=',
      'category_ids=hats',
      'category_ids=4,-1',
      'include_breeds=2',
    ],
    ...['limit=%00', 'limit=%zz', 'limit=٣', `limit=${'x'.repeat(5000)}`],
  ])('is told that its data is not valid: %s', async (query) => {
    const answer = await api.ask(`/v1/images/search?${query}`);
    expect([answer.status, answer.body]).toEqual([400, 'INVALID_DATA']);
    expect(answer.headers['content-type']).toBe(text);
  });

  it.each([
    ...['limit=1000000000', `limit=${'9'.repeat(400)}`, 'page=99999999999999999999', 'limit=007'],
    ...[
      '__proto__=1',
      'constructor=1',
      '__proto__[limit]=x',
      'breeds[]=x',
      '&&==&',
      'x',
      '%zz=%zz',
    ],
    ...[
      'breed_ids=__proto__',
      'breed_ids=,,',
      'breed_ids=abys&breed_ids=beng',
      'ORDER=x',
      'size=MED',
    ],
  ])('is not refused for %s', async (query) => {
    expect((await api.ask(`/v1/images/search?${query}`)).status).toBe(200);
  });

  it.each([
    ['nope', 'nope'],
    ['upload', 'upload'],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
    ['%F0%9F%90%B1', '🐱'],
    ['a%00b', 'a\0b'],
    ['..%2F..%2Fetc%2Fpasswd', '../../etc/passwd'],
    ['x'.repeat(10_000), 'x'.repeat(10_000)],
  ])('names a picture that does not exist: %.40s', async (path, id) => {
    for (const more of ['', '/analysis']) {
      const answer = await api.ask(`/v1/images/${path}${more}`);
      expect([answer.status, answer.body]).toEqual([
        400,
        `Couldn't find an image matching the passed 'id' of ${id}`,
      ]);
      expect(answer.headers['content-type']).toBe(text);
    }
  });

  it.each([
    ...['nope.jpg', 'ebv.png', 'ebv', 'ebv.jpg.exe', '..%2Febv.jpg', '%00.jpg', '__proto__.jpg'],
    ...[`${'x'.repeat(5000)}.jpg`, '.jpg', 'ebv.JPG', '%F0%9F%90%B1.jpg'],
  ])('names a file that is not there, which no disk is asked for: %.40s', async (file) => {
    const before = api.objectsRead.length;
    const answer = await api.ask(`/images/${file}`);
    expect([answer.status, answer.body]).toEqual([404, 'NOT_FOUND']);
    expect(api.objectsRead).toHaveLength(before);
  });

  it.each(['nope', 'ABYS', '__proto__', 'a%00'])('names a breed that is none: %s', async (id) => {
    const answer = await api.ask(`/v1/breeds/${id}`);
    expect([answer.status, answer.body]).toEqual([400, 'INVALID_DATA']);
  });

  it.each([
    ['GET', '/v1/nope', 404],
    ['GET', '/v1', 404],
    ['GET', '/v1/image', 404],
    ['GET', '/v1/image/', 404],
    ['GET', '/v1/images//analysis', 404],
    ['GET', '/images/../v1/breeds/x/y', 404],
    ['POST', '/v1/breeds', 405],
    ['DELETE', '/v1/favourites/', 405],
    ['PUT', '/nope', 405],
    ['PATCH', '/v1/images/ebv', 405],
    ['PROPFIND', '/v1/breeds', 405],
  ])('has no route: %s %s', async (method, url, status) => {
    const answer = await api.ask(url, { method });
    expect([answer.status, answer.body, answer.headers['content-type']]).toEqual([
      status,
      unknown,
      json,
    ]);
  });

  it.each([
    ['PUT', '/v1/breeds/?x=1', 'GET, HEAD, OPTIONS'],
    ['PATCH', '/v1/votes', 'GET, HEAD, POST, OPTIONS'],
    ['PUT', '/v1/images/a.b', 'GET, HEAD, DELETE, OPTIONS'],
    ['DELETE', '/v1/images/a/breeds', 'GET, HEAD, POST, OPTIONS'],
    ['DELETE', '/', 'GET, HEAD, OPTIONS'],
    ['POST', '/openapixjson', 'OPTIONS'],
  ])('is told what else may be asked: %s %s', async (method, url, allowed) => {
    const answer = await api.ask(url, { method });
    expect([answer.status, answer.headers['allow']]).toEqual([405, allowed]);
  });

  it('has a path that is no text', async () => {
    const answer = await api.ask('/v1/images/%zz');
    expect([answer.status, answer.body, answer.headers['content-type']]).toEqual([
      400,
      'Bad Request',
      text,
    ]);
    expect(api.records.at(-1)?.route).toBe('(unmatched)');
  });

  it.each(['application/json', 'nonsense', 'multipart/form-data'])(
    'has a body for no route, of the type %s',
    async (type) => {
      const response = await api.app.fastify.inject({
        method: 'POST',
        url: '/v1/breeds',
        headers: { 'content-type': type },
        payload: '{"broken',
      });
      expect([response.statusCode, response.body]).toEqual([405, unknown]);
    },
  );
});

describe('a browser page of any origin', () => {
  it('may call every path with a key', async () => {
    const { status, body, headers } = await api.ask('/v1/whatever', { method: 'OPTIONS' });
    expect([status, body]).toEqual([204, '']);
    expect(headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD, POST, DELETE, OPTIONS',
      'access-control-allow-headers': 'x-api-key, content-type',
      'access-control-max-age': '86400',
      vary: 'Origin',
    });
    expect(headers['access-control-allow-credentials']).toBeUndefined();
  });
});
