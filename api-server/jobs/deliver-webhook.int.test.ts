import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSqlFavouriteStore } from '../features/favourites/sql-store.js';
import { createSqlWebhookStore } from '../features/webhooks/sql-store.js';
import { webhookStoreContract } from '../features/webhooks/store-contract.js';
import { createPostAbroad, type PostAbroadOptions } from '../infra/webhooks/post-abroad.js';
import { eachDatabase } from '../testing/each-database.js';
import { openTestDatabase, type TestDatabase } from '../testing/test-database.js';
import { createDeliverer } from './deliver-webhook.js';
import { jobSchemas } from './jobs.js';

eachDatabase((name, openDatabase) =>
  webhookStoreContract(name, async () => {
    const { db, close } = await openDatabase();
    return { store: createSqlWebhookStore(db), close };
  }),
);

const now = () => 1_700_000_000_999;
// Strangers choose it, and some choose a mail address.
const subId = 'ada@example.com';
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const signal = new AbortController().signal;
let database: TestDatabase;
let received: { readonly headers: IncomingMessage['headers']; readonly body: string }[];
let answer: (response: ServerResponse) => void;
let url: string;
const server = createServer(async (request, response) => {
  received.push({ headers: request.headers, body: await text(request) });
  answer(response);
});

beforeEach(async () => {
  database = await openTestDatabase();
  received = [];
  answer = (response) => response.writeHead(204).end();
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', () => listening());
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  await database.close();
});

/** Two favourites of two accounts, of which one has a webhook; answers what was queued. */
async function queued(target = url) {
  const webhooks = createSqlWebhookStore(database.db);
  const webhook = { id: 'ep_1', accountId: 'one', url: target, events: ['favourite.created'] };
  await webhooks.add({ ...webhook, secret, createdAt: now() });
  const favourite = { imageId: 'ebv', subId, createdAt: now() };
  await createSqlFavouriteStore(database.db).add([
    { ...favourite, accountId: 'one' },
    { ...favourite, accountId: 'one' },
    { ...favourite, accountId: 'two' },
  ]);
  return database.db.selectFrom('jobs').selectAll().execute();
}

async function deliver(options: Partial<PostAbroadOptions> = {}, target = url) {
  return deliverJob((await queued(target))[0], options);
}

async function deliverJob(
  job: { readonly id: number; readonly payload: string } | undefined,
  options: Partial<PostAbroadOptions> = {},
) {
  if (!job) throw new Error('nothing was queued');
  const run = createDeliverer({
    targets: createSqlWebhookStore(database.db),
    favourites: createSqlFavouriteStore(database.db),
    abroad: createPostAbroad({ toPrivate: true, ...options }),
    clock: { now },
  });
  const payload = jobSchemas['webhook.deliver'].parse(JSON.parse(job.payload));
  return run(payload, { jobId: job.id, signal });
}

it('queues one delivery for a favourite that is new, and holds nothing that somebody wrote', async () => {
  const jobs = await queued();
  expect(jobs.map(({ type, account_id }) => [type, account_id])).toEqual([
    ['webhook.deliver', 'one'],
  ]);
  expect(jobs.map(({ payload }) => JSON.parse(payload))).toEqual([
    { webhookId: 'ep_1', event: 'favourite.created', favouriteId: 1 },
  ]);
});

it('sends nothing of a favourite that is gone, or is of another account', async () => {
  const [job] = await queued();
  const favourites = createSqlFavouriteStore(database.db);
  await favourites.remove([{ accountId: 'one', id: 1 }]);
  await deliverJob(job);
  const other = await database.db.selectFrom('favourites').select('id').executeTakeFirstOrThrow();
  const payload = { webhookId: 'ep_1', event: 'favourite.created', favouriteId: other.id };
  await deliverJob({ id: 2, payload: JSON.stringify(payload) });
  expect(received).toEqual([]);
});

it('delivers what the API of the build before queued, as it is now', async () => {
  const [job] = await queued();
  const told = { id: 1, user_id: 'one', image_id: 'old', sub_id: null, created_at: '2023' };
  const event = { type: 'favourite.created', timestamp: '2023', data: told };
  await deliverJob({ id: 7, payload: JSON.stringify({ webhookId: 'ep_1', event }) });
  await deliverJob(job);
  expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(['msg_7', 'msg_1']);
  expect(received[0]?.body).toBe(received[1]?.body);
});

it('delivers what its receiver can check with the secret', async () => {
  await deliver();
  const [{ headers, body } = { headers: {}, body: '' }] = received;
  expect(JSON.parse(body)).toEqual({
    type: 'favourite.created',
    timestamp: '2023-11-14T22:13:20.999Z',
    data: {
      ...{ id: 1, user_id: 'one', image_id: 'ebv', sub_id: subId },
      created_at: '2023-11-14T22:13:20.999Z',
    },
  });
  // Standard Webhooks, "Signature scheme": HMAC-SHA256 of id, time and body, each parted by a dot.
  const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const signature = createHmac('sha256', key).update(signed).digest('base64');
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'webhook-id': 'msg_1',
    'webhook-timestamp': '1700000000',
    'webhook-signature': `v1,${signature}`,
  });
});

it.each([
  [302, 'status-302'],
  [404, 'status-404'],
  [500, 'status-500'],
  [410, 'status-410'],
])('takes %s for no, and follows no redirect', async (status, code) => {
  answer = (response) => response.writeHead(status, { location: '/elsewhere' }).end();
  await expect(deliver()).rejects.toMatchObject({
    code,
    name: status === 410 ? 'Hopeless' : 'Undelivered',
  });
  expect(received.length).toBe(1);
});

it('waits for no receiver without end, and reads no answer without end', async () => {
  answer = () => {};
  await expect(deliver({ withinMs: 50 })).rejects.toMatchObject({ name: 'AbortError' });
  answer = (response) => {
    const endless = () => void response.write('x'.repeat(65_536), (error) => error || endless());
    response.writeHead(200);
    endless();
  };
  await database.db.deleteFrom('jobs').execute();
  await database.db.deleteFrom('favourites').execute();
  await database.db.deleteFrom('webhooks').execute();
  await expect(deliver()).resolves.toBeUndefined();
});

it('sends nothing to a private address, whatever its name', async () => {
  const { port } = new URL(url);
  const asked: string[] = [];
  const resolve = async (host: string) => {
    asked.push(host);
    return { address: '127.0.0.1', family: 4 };
  };
  const target = `http://cats.example:${port}/hook`;
  const refused = { name: 'Hopeless', code: 'private-address' };
  await expect(deliver({ toPrivate: false, resolve }, target)).rejects.toMatchObject(refused);
  expect([asked, received]).toEqual([['cats.example'], []]);
});

it('connects to the very address that was judged, and asks for it once', async () => {
  const { port } = new URL(url);
  let asked = 0;
  const resolve = async () => {
    asked += 1;
    return { address: asked === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 };
  };
  await deliver({ resolve }, `http://cats.example:${port}/hook`);
  expect([asked, received[0]?.headers.host]).toEqual([1, `cats.example:${port}`]);
});
