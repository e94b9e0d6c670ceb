import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyPreparedData } from '../src/testing/prepared-data.js';
import { onMariaDb } from './testing/each-database.js';
import { multipart } from './testing/multipart.js';
import { startSupervisor, type TestSupervisor } from './testing/start-supervisor.js';
import { openTestMariaDatabase } from './testing/test-mariadb.js';
import { testDataDir } from './testing/test-store.js';

// Two servers of two API processes each on one database.
onMariaDb(() => {
  const servers: { url: string; privateUrl: string; process: TestSupervisor }[] = [];
  const cleaners: (() => Promise<void>)[] = [];
  let key: string;

  beforeAll(async () => {
    const database = await openTestMariaDatabase();
    cleaners.push(database.close);
    // Pictures are files: the servers have one directory for those, as they would have one bucket.
    const { dataDir, remove } = await testDataDir();
    cleaners.push(remove);
    await copyPreparedData(dataDir);
    const env = {
      ...{ CATOPS_DATA_DIR: dataDir, CATOPS_DATABASE_URL: database.url, CATOPS_WORKERS: '2' },
      ...{ CATOPS_DATABASE_TLS: 'off', CATOPS_UPLOAD_APPROVAL: 'at-once' },
      ...{ CATOPS_LIMIT_KEYED: '100000', CATOPS_LIMIT_KEYLESS: '100000' },
    };
    const two = [startSupervisor(env), startSupervisor(env)];
    for (const supervisor of two) {
      cleaners.push(async () => {
        supervisor.process.kill('SIGKILL');
        await supervisor.exited;
      });
    }
    for (const supervisor of two) {
      const { url, privateUrl, firstKey } = await supervisor.message('listening');
      servers.push({ url, privateUrl, process: supervisor });
      key = firstKey ?? key;
    }
  });
  afterAll(async () => {
    for (const clean of cleaners.reverse()) await clean();
  });

  const at = (turn: number) => servers[turn % servers.length]?.url;
  const ask = (turn: number, path: string, init: RequestInit = {}) =>
    fetch(`${at(turn)}${path}`, {
      ...init,
      // A connection of its own, so that every process is asked.
      headers: { 'x-api-key': key, connection: 'close', ...init.headers },
    });
  const post = async (turn: number, path: string, body: object): Promise<number> => {
    const headers = { 'content-type': 'application/json' };
    const reply = await ask(turn, path, { method: 'POST', headers, body: JSON.stringify(body) });
    const { id } = (await reply.json()) as { id: number };
    return id;
  };
  const upload = async (turn: number): Promise<string> => {
    const colour = { r: turn, g: 40, b: 80 };
    const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: colour } });
    const bytes = await picture.png().toBuffer();
    const { body, headers } = await multipart({ file: { name: 'tom.png', bytes } });
    const sent = { method: 'POST', headers, body: new Uint8Array(body) };
    return ((await (await ask(turn, '/v1/images/upload', sent)).json()) as { id: string }).id;
  };
  const everyone = { length: 60 };

  it('never gives an id twice', async () => {
    const [image] = (await (await ask(0, '/v1/images/search')).json()) as { id: string }[];
    const subject = (turn: number) => ({ image_id: image?.id, sub_id: `person-${turn}` });
    const votes = await Promise.all(
      Array.from(everyone, (_, turn) => post(turn, '/v1/votes', { ...subject(turn), value: 1 })),
    );
    const favourites = await Promise.all(
      Array.from(everyone, (_, turn) => post(turn, '/v1/favourites', subject(turn))),
    );
    const pictures: string[] = [];
    // Two at a time, one to each server: a process takes in only four of one account at once.
    for (let turn = 0; turn < 16; turn += 2) {
      pictures.push(...(await Promise.all([upload(turn), upload(turn + 1)])));
    }
    for (const ids of [votes, favourites, pictures] as (number | string)[][]) {
      expect(ids).not.toContain(undefined);
      expect(new Set(ids).size).toBe(ids.length);
    }
    const kept = async (list: string) =>
      ((await (await ask(1, `/v1/${list}?limit=1000`)).json()) as { id: number }[])
        .map(({ id }) => id)
        .sort((a, b) => a - b);
    const sorted = (ids: number[]) => ids.sort((a, b) => a - b);
    expect(await kept('votes')).toEqual(sorted(votes));
    expect(await kept('favourites')).toEqual(sorted(favourites));
  });

  /** Resolves when every process says that what it knows is from after this moment. */
  async function known(since: number): Promise<void> {
    for (const { privateUrl } of servers) {
      const age = async () => {
        const text = await (await fetch(`${privateUrl}/metrics`)).text();
        return Number(/^catops_index_age_seconds (.+)$/m.exec(text)?.[1]);
      };
      const isTrue = async () => Date.now() - (await age()) * 1000 > since;
      await expect.poll(isTrue, { timeout: 20_000, interval: 50 }).toBe(true);
    }
  }
  const replies = (path: string) =>
    Promise.all(
      Array.from({ length: 24 }, async (_, turn) => {
        const reply = await ask(turn, path);
        return `${reply.status} ${(await reply.text()).slice(0, 60)}`;
      }),
    );
  const all = (texts: readonly string[]) => [...new Set(texts)];

  it('shows a change in every process of both as soon as they say they know it', async () => {
    const id = await upload(200);
    await known(Date.now());
    const shown = all(await replies(`/v1/images/${id}`));
    expect(shown).toEqual([expect.stringMatching(/^200 .*"id"/)]);
    expect(all(await replies(`/v1/images/${id}/analysis`))).toEqual(['200 []']);
    await ask(0, `/v1/images/${id}`, { method: 'DELETE' });
    await known(Date.now());
    // From no cache of any process either.
    for (const path of [`/v1/images/${id}`, `/v1/images/${id}/analysis`]) {
      expect(all(await replies(path))).toEqual([expect.stringMatching(/^400 Couldn't find/)]);
    }
  });
});
