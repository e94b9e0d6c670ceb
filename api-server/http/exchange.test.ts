import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { AccessLogRecord } from '../../src/contracts/access-log.js';
import { systemClock } from '../../src/platform/node-host.js';
import { formatRecord } from '../infra/access-log/format-record.js';
import { type FakeApp, type FakeAppOptions, goodKey, openFakeApp } from '../testing/fake-app.js';
import { usualBounds } from './connection-bounds.js';
import { Sender } from './exchange.js';
import { causeOfReply } from './failure.js';
import { RouteCounter } from './metrics.js';
import { bodyReply } from './reply.js';
import { TimeTexts } from './time-texts.js';
import { UnsentReplies } from './unsent-replies.js';

let api: FakeApp;
afterEach(() => api.app.close());

async function causeAfter(url: string, options: FakeAppOptions = {}, failure?: Error) {
  api = await openFakeApp(options);
  api.fake.failure = failure;
  await api.ask(url);
  const { status, cause, image_id } = api.records[0] ?? {};
  return [status, cause, image_id];
}

const down = new Error('connect ECONNREFUSED');
const defect = new TypeError('x is not a function');
it.each<[string, string, FakeAppOptions, Error | undefined, unknown[]]>([
  ['an answer', '/v1/images/ebv', {}, undefined, [200, null, 'ebv']],
  ['an id that is none', '/v1/images/nope', {}, undefined, [400, 'client', null]],
  ['a path that is none', '/nope', {}, undefined, [404, 'client', null]],
  ['a path that cannot be read', '/v1/images/%zz', {}, undefined, [400, 'client', null]],
  ['a database that is ill', '/v1/images/ebv', {}, down, [503, 'database', null]],
  ['a database not read yet', '/v1/breeds', { ready: false }, undefined, [503, 'database', null]],
  ['the same, asked', '/health/ready', { ready: false }, undefined, [503, 'database', null]],
  ['a defect of ours', '/v1/images/ebv', {}, defect, [500, 'code', null]],
  ['pictures away', '/images/ebv.jpg', { objectsFailure: down }, undefined, [503, 'vendor', null]],
])('says whose part it was: %s', async (_name, url, options, failure, expected) => {
  expect(await causeAfter(url, options, failure)).toEqual(expected);
});

it('tells a client over its own limit as its part: on-call is not woken for one that asks too often', async () => {
  api = await openFakeApp({ config: { keylessLimit: 1 } });
  await api.ask('/v1/images/ebv');
  await api.ask('/v1/images/ebv');
  expect(api.records.map(({ cause }) => cause)).toEqual([null, 'client']);
  expect(api.records[1]?.image_id).toBeNull();
  // Where nothing else is said, an error of the server is taken for ours.
  expect(causeOfReply({ status: 500 })).toBe('code');
});

it('names the image of a head too, and none on a route about anything else', async () => {
  api = await openFakeApp();
  await api.ask('/v1/images/ebv', { method: 'HEAD' });
  await api.ask('/images/ebv.jpg');
  await api.ask('/v1/breeds/abys');
  expect(api.records.map(({ image_id }) => image_id)).toEqual(['ebv', null, null]);
});

it('names the image that a client still has, and costs it no body', () => {
  const records: AccessLogRecord[] = [];
  const accessLog = {
    write: (record: AccessLogRecord) => void records.push(record),
    counts: { written: 0, dropped: 0 },
  };
  const times = new TimeTexts(systemClock);
  const errorForm = 'text' as const;
  const unsent = new UnsentReplies(usualBounds);
  const deps = {
    accessLog,
    times,
    monotonic: () => 1,
    diagnostics: () => false,
    errorForm,
    unsent,
    idleMs: usualBounds.idleMs,
  };
  const route = 'GET /v1/images/{image_id}';
  const sender = new Sender(deps, route, new RouteCounter(route));
  const request = new IncomingMessage(new Socket());
  Object.assign(request, { method: 'GET', headers: { 'if-none-match': '"seen"' } });
  const response = new ServerResponse(request);
  const exchange = { request, response, startedAt: 0, accountId: undefined, imageId: 'ebv' };
  const reply = { ...bodyReply(200, 'image/jpeg', Buffer.from('a cat')), etag: '"seen"' };
  sender.send({ ...exchange, window: undefined, limit: 0 }, reply, 'hit', 0);
  expect(records).toMatchObject([{ status: 304, image_id: 'ebv', bytes: 0, cause: null }]);
});

it('keeps nothing of what a client made up', async () => {
  api = await openFakeApp();
  const canary = 'c4nary';
  const hostile = ['', '"', '\\', '%0a', '%00', '%22%7d', '..%2f', '%E2%80%A8', "';--"];
  const headers = {
    'user-agent': canary,
    referer: `http://${canary}/`,
    cookie: canary,
    'x-forwarded-for': canary,
    forwarded: `for=${canary}`,
    'if-none-match': `"${canary}"`,
    'x-catops-diagnostics': canary,
  };
  for (const odd of hostile) {
    const text = `${odd}${canary}${odd}`;
    for (const path of [
      'v1/images/T',
      'v1/images/T/analysis',
      'v1/breeds/T',
      'images/T.jpg',
      'T',
    ]) {
      const url = `/${path.replace('T', text)}?T=${text}&limit=${text}&api_key=${text}`;
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST']) {
        await api.ask(url, { method, headers, key: canary });
      }
    }
    await api.ask(`/v1/images/ebv?x=${text}&api_key=${goodKey}`, { headers });
    await api.ask(`/v1/images/search?breed_ids=${text}`, { headers });
  }
  const written = api.records.map(formatRecord).join('') + JSON.stringify(api.logged);
  expect(written.split('\n').length).toBe(hostile.length * 22 + 1);
  for (const text of [canary, goodKey, 'key-1', '127.0.0.1']) expect(written).not.toContain(text);
  expect(new Set(api.records.map(({ image_id }) => image_id))).toEqual(new Set([null, 'ebv']));
});
