import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FakeApp, fakeData, goodKey, image, openFakeApp } from '../../testing/fake-app.js';

let api: FakeApp;
beforeEach(async () => {
  const data = fakeData();
  data.images = [
    image('wide', 1, { width: 600, renditions: ['med', 'small', 'thumb'], breedIds: ['abys'] }),
    image('narrow', 2, { renditions: ['thumb'], extension: 'png' }),
    image('fresh', 3, { width: 600 }),
  ];
  const { position: _position, ownerId: _owner, ...waiting } = image('waiting_1', 0);
  data.uploads.push({
    ...{ ...waiting, renditions: ['thumb'], accountId: 'account-1', subId: null },
    ...{ originalFilename: 'tom.jpg', createdAt: 0, approved: false },
  });
  api = await openFakeApp({ data });
});
afterEach(() => api.app.close());

interface Shown {
  readonly url?: string;
  readonly image?: { readonly url: string };
}
const urlsOf = async (path: string, key?: string) => {
  const { json } = await api.ask(path, key === undefined ? {} : { key });
  return ([json].flat() as Shown[]).map((shown) => shown.url ?? shown.image?.url);
};

it.each([
  ['thumb', ['thumb/wide.jpg', 'thumb/narrow.png', 'fresh.jpg']],
  ['SMALL', ['small/wide.jpg', 'narrow.png', 'fresh.jpg']],
  ['med', ['med/wide.jpg', 'narrow.png', 'fresh.jpg']],
  ['full', ['wide.jpg', 'narrow.png', 'fresh.jpg']],
])('leads with size=%s to the copies that are made, else to the picture', async (size, files) => {
  const urls = files.map((file) => `http://cats.test/images/${file}`);
  expect(await urlsOf(`/v1/images/search?limit=9&order=ASC&size=${size}`, goodKey)).toEqual(urls);
  expect((await urlsOf(`/v1/images/search?limit=9&size=${size}`)).sort()).toEqual(urls.sort());
  expect(await urlsOf(`/v1/images/wide?size=${size}`)).toEqual([
    urls.find((url) => /wide/.test(url)),
  ]);
  await api.ask('/v1/favourites', { method: 'POST', key: goodKey, body: { image_id: 'wide' } });
  expect(await urlsOf(`/v1/favourites?size=${size}`, goodKey)).toEqual([
    urls.find((url) => /wide/.test(url)),
  ]);
  const one = await api.ask(`/v1/images/search?format=src&size=${size}&breed_ids=abys`);
  expect(one.headers['location']).toMatch(/wide\.jpg$/);
  expect(one.headers['location']).toBe(urls.find((url) => /wide/.test(url)));
});

it('keeps the copies apart, and says that they never change', async () => {
  for (const path of ['wide.jpg', 'thumb/wide.jpg', 'med/wide.jpg', 'thumb/narrow.png']) {
    const answer = await api.ask(`/images/${path}`);
    expect([path, answer.status, answer.body, answer.headers['cache-control']]).toEqual([
      ...[path, 200, `picture ${path}`, 'public, max-age=31536000, immutable'],
    ]);
    expect((await api.ask(`/images/${path}`)).body).toBe(`picture ${path}`);
  }
  expect(api.objectsRead).toHaveLength(4);
});

it.each([
  ...['small/narrow.png', 'thumb/narrow.jpg', 'thumb/fresh.jpg', 'thumb/none.jpg', 'none.jpg'],
  ...['thumb/..%2Fwide.jpg', 'thumb/wide.jpg%00', 'waiting_1.jpg'],
  'thumb/waiting_1.jpg',
])('has no file %s, says so for now only, and looks for none', async (path) => {
  const answer = await api.ask(`/images/${path}`);
  expect([answer.status, answer.body, answer.headers['cache-control']]).toEqual([
    ...[404, 'NOT_FOUND', 'no-store'],
  ]);
  expect(api.objectsRead).toEqual([]);
});

it('knows no other sizes', async () => {
  for (const path of ['full/wide.jpg', 'huge/wide.jpg', '.tmp/wide.jpg', '__proto__/wide.jpg']) {
    expect((await api.ask(`/images/${path}`)).status).toBe(404);
  }
  expect(api.objectsRead).toEqual([]);
});

it('shows a copy of a picture that waits to its owner alone', async () => {
  const own = await api.ask('/images/thumb/waiting_1.jpg', { key: goodKey });
  expect([own.status, own.headers['cache-control'], own.headers['etag']]).toEqual([
    ...[200, 'private, no-store', undefined],
  ]);
  const missing = await api.ask('/images/small/waiting_1.jpg', { key: goodKey });
  expect([missing.status, missing.headers['cache-control']]).toEqual([404, 'no-store']);
});

it('sends a part of a file, its head alone, or nothing that the client has', async () => {
  const ask = (headers: Record<string, string>, method = 'GET') =>
    api.ask('/images/thumb/wide.jpg', { headers, method });
  const whole = await ask({});
  const { etag = '' } = whole.headers;
  const part = await ask({ range: 'bytes=8-' });
  expect([part.status, part.body, part.headers['content-range']]).toEqual([
    ...[206, 'thumb/wide.jpg', 'bytes 8-21/22'],
  ]);
  const head = await ask({}, 'HEAD');
  expect([head.status, head.body, head.headers['content-length'], head.headers['etag']]).toEqual([
    ...[200, '', '22', etag],
  ]);
  expect((await ask({ range: 'bytes=22-' })).status).toBe(416);
  expect((await ask({ 'if-none-match': etag })).status).toBe(304);
  expect((await ask({ 'if-match': '"other"' })).status).toBe(412);
  expect((await ask({})).body).toBe(whole.body);
});

it('sends a large file as it is read, whole or in parts, and holds none of it', async () => {
  const bytes = Buffer.alloc(1_200_000, 'cat');
  (api.objects as Map<string, Buffer>).set('wide.jpg', bytes);
  const ask = (headers: Record<string, string> = {}, method = 'GET') =>
    api.ask('/images/wide.jpg', { headers, method });
  const whole = await ask();
  expect([whole.status, whole.bytes.equals(bytes)]).toEqual([200, true]);
  expect(whole.headers).toMatchObject({ 'content-length': '1200000', 'accept-ranges': 'bytes' });
  const { etag = '' } = whole.headers;
  const part = await ask({ range: 'bytes=3-5', 'if-range': etag });
  expect([part.status, part.body, part.headers['content-range']]).toEqual([
    ...[206, 'cat', 'bytes 3-5/1200000'],
  ]);
  const reads = api.objectsRead.length;
  expect(reads).toBe(2);
  expect((await ask({}, 'HEAD')).headers['content-length']).toBe('1200000');
  expect((await ask({ 'if-none-match': etag })).status).toBe(304);
  expect(api.objectsRead).toHaveLength(reads);
});
