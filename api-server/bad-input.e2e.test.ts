import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyPreparedData } from '../src/testing/prepared-data.js';
import { type FuzzServer, startFuzzServer } from './testing/fuzz/fuzz-server.js';
import type { Target } from './testing/fuzz/make-request.js';

let server: FuzzServer;
beforeAll(async () => {
  server = await startFuzzServer(copyPreparedData);
});
afterAll(() => server.stop());

const json = { 'content-type': 'application/json' };
const mine = { order: 'ASC', sub_id: 'user-7', user_id: 'u1x9k2', original_filename: 'tom.jpg' };

/** A request to an operation, about one thing of a kind or another. */
async function ask({ method, path, operation }: Target, ids: Record<string, string>, key?: string) {
  const body = operation.requestBody?.content['application/json']?.example;
  const query = operation.parameters
    .filter(({ name, in: place }) => place === 'query' && name in mine)
    .map(({ name }) => `${name}=${mine[name as keyof typeof mine]}`);
  const target = `${path.replace(/\{(\w+)\}/g, (_, name) => ids[name] ?? '')}?${query.join('&')}`;
  const reply = await fetch(`${server.url}${target}`, {
    ...{
      method,
      redirect: 'manual' as const,
      headers: { ...json, ...(key && { 'x-api-key': key }) },
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: reply.status, body: await reply.text() };
}

// As ids look, and of nothing that ever was.
const nobodys = {
  ...{ image_id: 'AAAAAAAAA', file: 'AAAAAAAAA.jpg', breed_id: 'abys' },
  ...{ vote_id: '987654321', favourite_id: '987654321', size: 'thumb' },
};

it('shows and does to others what one account has as if it had never been', async () => {
  const { targets, known } = server;
  const [image = '', file = ''] = [known.ids['image_id']?.[0], known.ids['file']?.[0]];
  const [vote = '', favourite = ''] = [known.ids['vote_id']?.[0], known.ids['favourite_id']?.[0]];
  const theirs = {
    ...{ image_id: image, file, breed_id: 'abys', vote_id: vote, favourite_id: favourite },
    size: 'thumb',
  };
  const reads = targets.filter(({ method, path }) => method === 'GET' && path.includes('{'));
  const own = () => Promise.all(reads.map((target) => ask(target, theirs, known.key)));
  const before = await own();
  // All of it is there for its owner, twice: whatever could be kept is kept now.
  expect(before.map(({ status }) => status)).toEqual(reads.map(() => 200));
  expect(await own()).toEqual(before);

  const other = await server.newKey('other');
  let compared = 0;
  for (const target of targets.filter(({ path }) => path.includes('{'))) {
    for (const key of [other, undefined]) {
      const answer = await ask(target, theirs, key);
      const control = await ask(target, nobodys, key);
      const name = `${target.method} ${target.path} ${key === undefined ? 'without' : 'with'} a key`;
      expect([name, answer.status]).toEqual([name, control.status]);
      compared += 1;
      expect([name, answer.body.replaceAll(image, nobodys.image_id)]).toEqual([name, control.body]);
    }
  }
  expect(compared).toBeGreaterThan(20);

  // Also by way of what others may say of any text, and of every list.
  for (const path of ['/v1/votes', '/v1/favourites']) {
    const body = JSON.stringify({ image_id: image, value: 1 });
    const headers = { ...json, 'x-api-key': other };
    const said = await fetch(`${server.url}${path}`, { method: 'POST', headers, body });
    expect([path, said.ok, await said.text()]).toEqual([
      ...[path, true, expect.stringContaining('SUCCESS')],
    ]);
  }
  const lists = targets.filter(({ method, path }) => method === 'GET' && !path.includes('{'));
  for (const list of lists) {
    const { body } = await ask(list, {}, other);
    expect(body).not.toContain(`/${image}.`);
  }
  expect(await own()).toEqual(before);
});

it('answers whatever is sent to any route as its document says, and lives on', async () => {
  const report = await server.fuzz({ seed: 'catops', requests: 2500 });
  expect(report.faults).toEqual([]);
  expect(await server.illness()).toEqual([]);
});
