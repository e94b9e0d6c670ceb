import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { blamed } from '../../failures/dependency.js';
import {
  type FakeApp,
  type FakeAppOptions,
  fakeData,
  goodKey,
  openFakeApp,
} from '../../testing/fake-app.js';
import { multipart } from '../../testing/multipart.js';
import { invalidFile } from './schemas.js';

const otherKey = 'live_other';
let api: FakeApp;
const open = async (options: FakeAppOptions = {}) => {
  const data = fakeData();
  const hash = createHash('sha256').update(otherKey).digest('hex');
  data.keys.push({ keyId: 'key-2', hash, accountId: 'account-2', expiresAt: null });
  api = await openFakeApp({ data, ...options });
};
beforeEach(() => open());
afterEach(() => api.app.close());

const ill = (message: string) => blamed(new Error(message), 'database');
const picture = (name = 'tom.jpeg', text = 'JPEGmeow') => ({ name, bytes: Buffer.from(text) });

async function upload(parts: Parameters<typeof multipart>[0], key = goodKey, url = '') {
  const form = await multipart(parts);
  return api.ask(`/v1/images/upload${url}`, { method: 'POST', key, ...form });
}
const ask = (url: string, key?: string, method = 'GET', body?: unknown) =>
  api.ask(url, { method, ...(key && { key }), ...(body === undefined ? {} : { body }) });
const idOf = ({ json }: { json: unknown }) => (json as { id: string }).id;

describe('whoever uploads a picture', () => {
  it('is told what it is, with exactly the keys that were sent', async () => {
    const plain = await upload({ file: picture() });
    const id = idOf(plain);
    expect(id).toMatch(/^[\w-]{9}$/);
    expect([plain.status, plain.json]).toEqual([
      201,
      {
        ...{ id, url: `http://cats.test/images/${id}.jpg`, width: 480, height: 640 },
        ...{ original_filename: 'tom.jpeg', pending: 1, approved: 0 },
      },
    ]);
    expect(String(api.objects.get(`${id}.jpg`))).toBe('meow');
    const full = await upload({ file: picture(), sub_id: 'user-7', breed_ids: 'beng, abys,abys' });
    expect(Object.keys(full.json as object)).toEqual([
      ...['id', 'url', 'sub_id', 'width', 'height', 'original_filename', 'breed_ids'],
      ...['pending', 'approved'],
    ]);
    expect(full.json).toMatchObject({ sub_id: 'user-7', breed_ids: 'abys,beng' });
    const inQuery = await upload({ file: picture() }, goodKey, '?sub_id=user-8');
    expect(inQuery.json).toMatchObject({ sub_id: 'user-8' });
    expect(plain.headers['cache-control']).toBe('private, no-store');
  });

  it.each<[string, Parameters<typeof multipart>[0]]>([
    [invalidFile, {}],
    [invalidFile, { sub_id: 'a' }],
    [invalidFile, { file: 'JPEG as a field is refused by the type' }],
    [invalidFile, { image: picture() }],
    [invalidFile, { file: picture('tom.jpg', 'RIFF....WEBP') }],
    [invalidFile, { file: picture('tom.jpg', '') }],
    ['INVALID_DATA', { file: picture(), breed_ids: 'abys,none' }],
    ['INVALID_DATA', { file: picture(), sub_id: 'a'.repeat(256) }],
    ['INVALID_DATA', { file: picture(), sub_id: 'a'.repeat(2000) }],
  ])('is told %s and nothing is kept', async (text, parts) => {
    const answer = await upload(parts);
    expect([answer.status, answer.body]).toEqual([400, text]);
    expect([api.objects.size, api.fake.data.uploads]).toEqual([0, []]);
  });

  it('is told that a file is too large, or the whole of it', async () => {
    const large = await upload({ file: picture('a.jpg', `JPEG${'x'.repeat(100_000)}`) });
    expect([large.status, large.body]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    const vast = await upload({ file: picture('a.jpg', 'VAST') });
    expect([vast.status, vast.body]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect([api.objects.size, api.fake.data.uploads]).toEqual([0, []]);
    const fits = await upload({ file: picture('a.jpg', `JPEG${'x'.repeat(99_996)}`) });
    expect(fits.status).toBe(201);
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\cats\\tom.png', 'tom.png'],
    ['\u0000\u001b[31mtom\u0007\u202e.jpg', '[31mtom.jpg'],
    ['tom\u2028\u2029\u0085\u061c\u200f\u2066and\u2069 jerry\u000b.jpg', 'tomand jerry.jpg'],
    ['tom\ud83d.jpg', 'tom\ufffd.jpg'],
    ['\u2029\u202e', null],
    [`${'🐈'.repeat(150)}.jpg`, '🐈'.repeat(100)],
    ['__proto__', '__proto__'],
  ])('may call it %j', async (name, kept) => {
    expect((await upload({ file: picture(name) })).json).toMatchObject({ original_filename: kept });
  });

  it('needs a key, and a form', async () => {
    expect((await upload({ file: picture() }, 'wrong')).status).toBe(401);
    for (const type of [
      'text/plain',
      'application/json',
      'multipart/form-data',
      'multipart/form-data; boundary=',
    ]) {
      const headers = { 'content-type': type };
      const body = 'JPEG';
      const answer = await api.ask('/v1/images/upload', {
        method: 'POST',
        key: goodKey,
        headers,
        body,
      });
      expect([type, answer.status, answer.body]).toEqual([type, 400, invalidFile]);
    }
  });

  it('leaves no file when its row could not be written', async () => {
    vi.spyOn(api.fake.stores.uploads, 'add').mockRejectedValueOnce(ill('the disk is full'));
    expect((await upload({ file: picture() })).status).toBe(503);
    expect(api.objects.size).toBe(0);
  });

  it('has its file when only the answer about its row was lost', async () => {
    const { uploads } = api.fake.stores;
    const add = uploads.add.bind(uploads);
    vi.spyOn(uploads, 'add').mockImplementationOnce(async (made) => {
      await add(made);
      throw ill('the connection is lost');
    });
    expect((await upload({ file: picture() })).status).toBe(503);
    expect([api.objects.size, api.fake.data.uploads.length]).toEqual([1, 1]);
  });

  it('is given another name when there is a file of the first, which stays', async () => {
    const { uploads } = api.fake.stores;
    const reserved: string[] = [];
    const reserve = uploads.reserve.bind(uploads);
    vi.spyOn(uploads, 'reserve').mockImplementation(async (made) => {
      reserved.push(made.id);
      if (reserved.length === 1) api.objects.set(`${made.id}.jpg`, Buffer.from('of others'));
      return reserve(made);
    });
    const id = idOf(await upload({ file: picture() }));
    const [first = ''] = reserved;
    expect(reserved).toEqual([first, id]);
    expect(String(api.objects.get(`${first}.jpg`))).toBe('of others');
    // A row of it that stayed would have that file swept one day.
    const asked = api.fake.queries.filter((query) => query.startsWith('uploads.'));
    expect(asked).toEqual([
      ...['uploads.reserve', 'uploads.release', 'uploads.reserve', 'uploads.add'],
    ]);
  });

  it('has the file of which only the answer was lost', async () => {
    const { uploads } = api.fake.stores;
    const reserve = uploads.reserve.bind(uploads);
    // As a put that is sent again finds it: there, and of the same bytes.
    vi.spyOn(uploads, 'reserve').mockImplementation(async (made) => {
      api.objects.set(`${made.id}.jpg`, Buffer.from('meow'));
      return reserve(made);
    });
    const made = await upload({ file: picture() });
    expect([made.status, [...api.objects.keys()]]).toEqual([201, [`${idOf(made)}.jpg`]]);
  });

  it('is refused when its process stood still: its file may have been swept', async () => {
    const { uploads } = api.fake.stores;
    const reserve = uploads.reserve.bind(uploads);
    vi.spyOn(uploads, 'reserve').mockImplementationOnce(async (made) => {
      const reserved = await reserve(made);
      api.clock.advance(600_001);
      return reserved;
    });
    expect((await upload({ file: picture() })).status).toBe(503);
    expect([api.objects.size, api.fake.data.uploads]).toEqual([0, []]);
  });

  it('is given another id when the first is taken', async () => {
    vi.spyOn(api.fake.stores.uploads, 'reserve').mockResolvedValueOnce(false);
    const id = idOf(await upload({ file: picture() }));
    expect([...api.objects.keys()]).toEqual([`${id}.jpg`]);
  });

  it('leaves nothing when its account is erased meanwhile', async () => {
    const { uploads } = api.fake.stores;
    const reserve = uploads.reserve.bind(uploads);
    vi.spyOn(uploads, 'reserve').mockImplementationOnce(async (made) => {
      const reserved = await reserve(made);
      // As the erasure removes all rows of the account.
      await uploads.release(made);
      return reserved;
    });
    expect((await upload({ file: picture() })).status).toBe(401);
    expect([api.objects.size, api.fake.data.uploads]).toEqual([0, []]);
  });

  it('is told that the storage is ill, and so is whoever reads the log', async () => {
    await api.app.close();
    await open({ objectsFailure: Object.assign(new Error('no space'), { code: 'ENOSPC' }) });
    expect((await upload({ file: picture() })).status).toBe(503);
    expect(api.logged[0]?.fields).toMatchObject({ cause: 'vendor', code: 'ENOSPC' });
    expect(api.records.at(-1)).toMatchObject({ status: 503, cause: 'vendor', image_id: null });
  });

  it('finds no route for reading there, but a picture of that name, which is none', async () => {
    expect((await ask('/v1/images/upload')).body).toBe(
      "Couldn't find an image matching the passed 'id' of upload",
    );
  });

  it('is told of approval at once where that is set', async () => {
    await api.app.close();
    await open({ config: { uploadApproval: 'at-once' } });
    const made = await upload({ file: picture() });
    expect(made.json).toMatchObject({ pending: 0, approved: 1 });
    await api.app.catchUp();
    expect((await ask(`/v1/images/${idOf(made)}`)).status).toBe(200);
  });
});

describe('a picture that is not approved', () => {
  it('is there for its owner alone, and kept nowhere', async () => {
    const id = idOf(await upload({ file: picture(), breed_ids: 'abys' }));
    for (const url of [`/v1/images/${id}`, `/v1/images/${id}/breeds`, `/images/${id}.jpg`]) {
      const own = await ask(url, goodKey);
      expect([url, own.status, own.headers['cache-control'], own.headers['etag']]).toEqual([
        ...[url, 200, 'private, no-store', undefined],
      ]);
      for (const key of [undefined, otherKey, 'wrong']) {
        const unknown = url.replace(id, 'aaaaaaaaa');
        const [theirs, none] = [await ask(url, key), await ask(unknown, key)];
        expect([theirs.status, theirs.body.replace(id, 'aaaaaaaaa')]).toEqual([
          none.status,
          none.body,
        ]);
        expect(none.status).toBe(url.startsWith('/images') ? 404 : 400);
      }
      expect((await ask(url, goodKey)).headers['x-cache']).toBeUndefined();
    }
    expect((await ask(`/v1/images/${id}`, goodKey)).json).toMatchObject({
      ...{ id, sub_id: null, width: 480, breeds: [{ id: 'abys' }] },
    });
    const found = await ask('/v1/images/search?order=ASC&limit=100', goodKey);
    expect(found.body).not.toContain(id);
    await api.app.catchUp();
    expect((await ask(`/images/${id}.png`, goodKey)).status).toBe(404);
  });

  it('costs a query only by an id that is formed like one', async () => {
    for (const id of ['nope', 'a'.repeat(10), '__proto__x_', 'ebv', 'a b c d e']) {
      const path = encodeURIComponent(id);
      await ask(`/v1/images/${path}/breeds`, goodKey);
      await ask(`/images/${path}.jpg`, goodKey);
      if (id !== 'ebv') await ask(`/v1/images/${path}`, goodKey);
    }
    expect(api.fake.queries).toEqual([]);
  });

  it('is read anew each time: what its owner was shown is no answer to others', async () => {
    const id = idOf(await upload({ file: picture() }));
    await ask(`/images/${id}.jpg`, goodKey);
    expect((await ask(`/images/${id}.jpg`)).status).toBe(404);
    const [mine, ...others] = await Promise.all(
      [goodKey, otherKey, undefined].map((key) => ask(`/images/${id}.jpg`, key)),
    );
    expect([mine?.status, ...others.map(({ status }) => status)]).toEqual([200, 404, 404]);
  });
});

describe('the list of own uploads', () => {
  it('has exactly the keys of the original, and its pages only in order', async () => {
    const id = idOf(await upload({ file: picture(), sub_id: 's', breed_ids: 'abys' }));
    api.clock.advance(5000);
    const other = idOf(await upload({ file: picture('b.jpg') }));
    const list = await ask('/v1/images/?order=ASC&limit=10', goodKey);
    expect(list.json).toEqual([
      {
        breeds: [expect.objectContaining({ id: 'abys' })],
        ...{ id, url: `http://cats.test/images/${id}.jpg`, width: 480, height: 640, sub_id: 's' },
        ...{ created_at: '2026-11-21T12:00:00.000Z', original_filename: 'tom.jpeg' },
        breed_ids: 'abys',
      },
      expect.objectContaining({ id: other, breeds: [], sub_id: null, breed_ids: null }),
    ]);
    expect(list.headers).toMatchObject({ 'pagination-count': '2', 'pagination-limit': '10' });
    const random = await ask('/v1/images', goodKey);
    expect([(random.json as object[]).length, random.headers['pagination-count']]).toEqual([
      1,
      undefined,
    ]);
    for (const query of [
      'user_id=account-2',
      'original_filename=none',
      'sub_id=S',
      'page=9&order=ASC',
    ]) {
      expect([query, (await ask(`/v1/images/?${query}`, goodKey)).body]).toEqual([query, '[]']);
    }
    expect((await ask('/v1/images/?user_id=account-1&limit=9', goodKey)).body).toContain(id);
    expect((await ask('/v1/images/?limit=9', otherKey)).body).toBe('[]');
    expect((await ask('/v1/images/?limit=0', goodKey)).status).toBe(400);
    expect((await ask('/v1/images/')).status).toBe(401);
    const source = await ask('/v1/images/?format=src&sub_id=s', goodKey);
    expect([source.status, source.headers['location']]).toEqual([
      302,
      `http://cats.test/images/${id}.jpg`,
    ]);
  });
});

describe('a picture that is deleted', () => {
  it('is gone for its owner at once and for everybody with the next look', async () => {
    await api.app.close();
    await open({ config: { uploadApproval: 'at-once' } });
    const id = idOf(await upload({ file: picture() }));
    await api.app.catchUp();
    for (const url of [`/v1/images/${id}`, `/images/${id}.jpg`]) await ask(url);
    const theirs = await ask(`/v1/images/${id}`, otherKey, 'DELETE');
    expect([theirs.status, theirs.body]).toEqual([400, 'INVALID_DATA']);
    const gone = await ask(`/v1/images/${id}`, goodKey, 'DELETE');
    expect([gone.status, gone.body]).toEqual([204, '']);
    expect((await ask(`/v1/images/${id}`, goodKey)).status).toBe(400);
    await api.app.catchUp();
    expect((await ask(`/v1/images/${id}`)).body).toBe(
      `Couldn't find an image matching the passed 'id' of ${id}`,
    );
    expect((await ask(`/images/${id}.jpg`)).status).toBe(404);
    expect((await ask(`/images/${id}.jpg`, goodKey)).status).toBe(404);
    expect([api.objects.size, (await ask(`/v1/images/${id}`, goodKey, 'DELETE')).status]).toEqual([
      0, 400,
    ]);
    for (const unknown of ['nope', 'ebv', 'aaaaaaaaa']) {
      expect((await ask(`/v1/images/${unknown}`, goodKey, 'DELETE')).body).toBe('INVALID_DATA');
    }
  });
});

it('shows its owner that a picture is not analysed yet, and nobody else that there is one', async () => {
  const url = `/v1/images/${idOf(await upload({ file: picture() }))}/analysis`;
  const own = await ask(url, goodKey);
  expect([own.status, own.body]).toEqual([200, '[]']);
  expect(own.headers['cache-control']).toBe('private, no-store');
  for (const key of [undefined, otherKey]) expect((await ask(url, key)).status).toBe(400);
});

describe('breeds of a picture', () => {
  it('are said and taken back by its owner', async () => {
    const id = idOf(await upload({ file: picture() }));
    const url = `/v1/images/${id}/breeds`;
    const add = (breed_id: unknown, key = goodKey, to = url) => ask(to, key, 'POST', { breed_id });
    const done = { message: 'SUCCESS', image_id: id, breed_id: 'abys' };
    expect((await add('abys')).json).toEqual(done);
    expect((await add('abys')).json).toEqual(done);
    expect((await ask(url, goodKey)).json).toMatchObject([{ id: 'abys', name: 'Abyssinian' }]);
    const remove = () => ask(`${url}/abys`, goodKey, 'DELETE');
    expect([(await remove()).json, (await remove()).body]).toEqual([done, 'INVALID_DATA']);
    expect((await add('none')).body).toBe('INVALID_DATA');
    expect((await add(undefined)).body).toBe('"breed_id" is required');
    const noSuch = (of: string) => `Couldn't find an image matching the passed 'id' of ${of}`;
    expect((await add('abys', otherKey)).body).toBe(noSuch(id));
    expect((await add('none', otherKey)).body).toBe(noSuch(id));
    expect((await add('abys', goodKey, '/v1/images/nope/breeds')).body).toBe(noSuch('nope'));
    expect((await add('abys', goodKey, '/v1/images/ebv/breeds')).body).toBe('INVALID_DATA');
    expect((await ask('/v1/images/hat/breeds')).json).toEqual([{ id: 'beng', name: 'Bengal' }]);
    expect((await ask('/v1/images/nope/breeds')).body).toBe(noSuch('nope'));
  });
});

describe('what an account said of pictures', () => {
  beforeEach(async () => {
    const vote = (image_id: string, sub_id: string | undefined, value: number, key = goodKey) =>
      ask('/v1/votes', key, 'POST', { image_id, sub_id, value });
    await vote('ebv', 's', 1);
    await vote('ebv', 's', -1);
    await vote('ebv', undefined, 7);
    await vote('hat', 's', 5, otherKey);
    await ask('/v1/favourites', goodKey, 'POST', { image_id: 'ebv', sub_id: 's' });
    api.fake.queries.length = 0;
  });

  it('is in its searches by sub_id, with two queries for any number of pictures', async () => {
    const url = '/v1/images/search?limit=100&order=ASC';
    const mine = await ask(`${url}&sub_id=s`, goodKey);
    expect((mine.json as object[])[0]).toMatchObject({
      ...{ id: 'ebv', vote: { id: 1002, value: -1 }, favourite: { id: 2001 } },
    });
    expect(mine.headers['pagination-count']).toBe('4');
    expect(api.fake.queries).toEqual(['votes.newestOn', 'favourites.on']);
    const marked = (body: string) => /"vote"|"favourite"/.test(body);
    expect(marked((await ask(url, goodKey)).body)).toBe(false);
    expect(marked((await ask('/v1/images/search?sub_id=s&limit=10')).body)).toBe(false);
    expect(marked((await ask(`${url}&sub_id=t`, goodKey)).body)).toBe(false);
    const theirs = (await ask(`${url}&sub_id=s`, otherKey)).json as { id: string; vote?: object }[];
    expect(theirs.filter(({ vote }) => vote).map(({ id }) => id)).toEqual(['hat']);
    expect((await ask(`${url}&sub_id=`, goodKey)).body).toContain('"vote":{"id":1003,"value":7}');
  });

  it('is shown with a picture when it is asked for, and never from what is kept', async () => {
    const url = '/v1/images/ebv?sub_id=s&include_vote=1&include_favourite=true';
    const plain = await ask('/v1/images/ebv');
    const mine = await ask(url, goodKey);
    expect(mine.json).toEqual({
      ...(plain.json as object),
      ...{ vote: { id: 1002, value: -1 }, favourite: { id: 2001 } },
    });
    expect(mine.headers['cache-control']).toBe('private, no-store');
    for (const [path, key] of [
      [url, undefined],
      [url, 'wrong'],
      [url, otherKey],
      ['/v1/images/ebv?sub_id=s', goodKey],
      ['/v1/images/ebv?sub_id=t&include_vote=1', goodKey],
    ] as const) {
      expect([path, key, (await ask(path, key)).body]).toEqual([path, key, plain.body]);
    }
    expect((await ask('/v1/images/ebv?include_vote=1', goodKey)).json).toMatchObject({
      vote: { id: 1003, value: 7 },
    });
    expect((await ask('/v1/images/ebv?include_vote=maybe', goodKey)).status).toBe(400);
  });

  it('makes no key of the cache: any sub_id is answered with the one reply', async () => {
    await ask('/v1/images/ebv');
    api.fake.queries.length = 0;
    for (const each of ['a', 'b', 'c']) {
      await ask(`/v1/images/ebv?sub_id=${each}&include_vote=1`);
      await ask(`/v1/images/ebv?sub_id=${each}`, goodKey);
    }
    expect(api.fake.queries).toEqual([]);
  });
});
