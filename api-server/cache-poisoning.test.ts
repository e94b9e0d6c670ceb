import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { catalogue } from './catalogue.js';
import {
  type Answer,
  type AskOptions,
  type FakeApp,
  fakeData,
  goodKey,
  image,
  openFakeApp,
} from './testing/fake-app.js';

const otherKey = 'live_other';
const waiting = 'AAAAAAAA1';
const open: FakeApp[] = [];
afterAll(async () => {
  for (const api of open.splice(0)) await api.app.close();
});

/** Two accounts, of which the first has a picture that waits for approval, a vote and a favourite. */
async function newApp(): Promise<FakeApp> {
  const data = fakeData();
  const hash = createHash('sha256').update(otherKey).digest('hex');
  data.keys.push({ keyId: 'key-2', hash, accountId: 'account-2', expiresAt: null });
  const { position: _position, ownerId: _owner, ...record } = image(waiting, 0);
  data.uploads.push({
    ...{ ...record, accountId: 'account-1', subId: null, originalFilename: 'tom.jpg' },
    ...{ createdAt: 0, approved: false },
  });
  const api = await openFakeApp({ data, random: () => 0.5 });
  open.push(api);
  const body = { image_id: 'ebv', value: 1 };
  await api.ask('/v1/votes', { method: 'POST', key: goodKey, body });
  await api.ask('/v1/favourites', { method: 'POST', key: goodKey, body });
  return api;
}

const ids = { image_id: 'ebv', breed_id: 'abys', vote_id: '1001', favourite_id: '2001' };
const urls = catalogue
  .filter(({ method }) => method === 'GET')
  .flatMap(({ path }) => {
    const about = (more: object) =>
      path.replace(/\{(\w+)\}/g, (_, name: string) => ({ ...ids, ...more })[name] ?? 'ebv.jpg');
    const own = path.includes('{image_id}') ? [about({ image_id: waiting })] : [];
    const file = path.includes('{file}') ? [about({ file: `${waiting}.jpg` })] : [];
    return [about({}), ...own, ...file];
  });

/** What a cache on the way might let through to us, and keep the answer of under the plain URL. */
const attempts: readonly AskOptions[] = [
  {},
  { key: goodKey },
  { key: 'wrong' },
  { method: 'HEAD' },
  { method: 'HEAD', key: goodKey },
  { method: 'POST', body: {} },
  { method: 'OPTIONS' },
  ...[
    { host: 'evil.example' },
    { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'gopher' },
    { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1' },
    { 'x-original-url': '/v1/votes', 'x-rewrite-url': '/v1/votes' },
    { 'x-http-method-override': 'DELETE' },
    { origin: 'https://evil.example' },
    { accept: 'text/html', 'accept-language': 'de', 'accept-encoding': 'br' },
    { 'if-none-match': '*' },
    { 'if-modified-since': 'Fri, 01 Jan 2100 00:00:00 GMT' },
    { range: 'bytes=0-1' },
    { cookie: 'a=b', authorization: 'Bearer x' },
    { 'x-catops-diagnostics': 'look-inside' },
    { 'content-type': 'application/json; charset=utf-7' },
  ].map((headers) => ({ headers })),
];
/** What of the same kind can stand in a URL. */
const additions = ['?', '?x=1', `?api_key=${goodKey}`, '?__proto__=x', '?callback=alert', '?%00=1'];
const personal = `?include_vote=1&include_favourite=1&sub_id=`;

const comparable = ({ status, headers, body }: Answer) => {
  const { date: _date, 'x-response-time': _time, ...rest } = headers;
  // How far the limit is used up is each client's own.
  const kept = Object.entries(rest).filter(([name]) => !/^(ratelimit-|retry-after)/.test(name));
  return { status, headers: Object.fromEntries(kept), body };
};

/** What strangers, another account and the owner are answered. */
async function answers({ ask }: FakeApp, url: string) {
  const all = [await ask(url), await ask(url, { key: otherKey }), await ask(url, { key: goodKey })];
  return all.map(comparable);
}

// Processes that only one of them asks: nothing of anybody else's is in them.
let clean: ((url: string) => Promise<Answer>)[];
beforeAll(async () => {
  clean = await Promise.all(
    [undefined, otherKey, goodKey].map(async (key) => {
      const { ask } = await newApp();
      return (url: string) => ask(url, key === undefined ? {} : { key });
    }),
  );
});

it.each(urls)('answers nobody what was made for somebody else: %s', async (url) => {
  const api = await newApp();
  for (const attempt of attempts) await api.ask(url, attempt);
  for (const more of [...additions, personal]) {
    await api.ask(`${url}${more}`, { key: goodKey });
    await api.ask(`${url}${more}`);
  }
  const expected = [];
  for (const ask of clean) expected.push(comparable(await ask(url)));
  expect(await answers(api, url)).toEqual(expected);
});

it.each(urls)('tells caches on the way who an answer is for: %s', async (url) => {
  const [stranger, , account] = await Promise.all(clean.map((ask) => ask(url)));
  if (!stranger || !account) throw new Error('Nobody asked.');
  if (stranger.body === account.body && stranger.status === account.status) return;
  // Kept by nobody, or by whoever keeps both.
  const { vary, 'cache-control': control } = account.headers;
  expect(`${vary} ${control}`).toMatch(/X-API-Key|no-store|post-check=0/);
});

it.each(catalogue.map(({ method, path }) => [method, path] as const))(
  'lets pages of any origin ask, and gives none of them the right to act for somebody: %s %s',
  async (method, path) => {
    const [{ ask } = await newApp()] = open;
    const headers = { origin: 'https://evil.example', cookie: 'session=1' };
    const asked = path.replace(/\{\w+\}/g, 'x');
    const answer = await ask(asked, { method, headers });
    const preflight = await ask(asked, {
      method: 'OPTIONS',
      headers: { ...headers, 'access-control-request-method': method },
    });
    for (const { headers: said } of [answer, preflight]) {
      expect(said).toMatchObject({ 'access-control-allow-origin': '*' });
      expect(said).not.toHaveProperty('access-control-allow-credentials');
      expect(JSON.stringify(said)).not.toContain('evil.example');
    }
    expect(preflight.status).toBe(204);
  },
);
