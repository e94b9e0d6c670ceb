import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import type { OpenApiDocument } from '../../http/openapi.js';
import { admin } from '../admin-process.js';
import { multipart } from '../multipart.js';
import { startSupervisor } from '../start-supervisor.js';
import { testDataDir } from '../test-store.js';
import { type FuzzReport, fuzz } from './fuzz.js';
import { type Known, type Target, targetsOf } from './make-request.js';

/** The API as people run it, to be sent anything. */
export interface FuzzServer {
  readonly url: string;
  readonly targets: readonly Target[];
  /** The account that has something to lose, and what that is. */
  readonly known: Known;
  /** The key of one more account, once the server knows it. */
  newKey(name: string): Promise<string>;
  fuzz(options: { readonly seed: string; readonly requests: number }): Promise<FuzzReport>;
  /** What is not as it was at the start: processes replaced, failures of code, no usual answer. */
  illness(): Promise<string[]>;
  stop(): Promise<void>;
}

/** Far longer than anything takes here, also on a busy machine. */
const withinMs = 45_000;

/** Starts the built API on SQLite with an account that has something to lose. */
export async function startFuzzServer(
  prepare: (dataDir: string) => Promise<unknown> = async () => {},
): Promise<FuzzServer> {
  const { dataDir, remove } = await testDataDir();
  await prepare(dataDir);
  const newKey = async (name: string) =>
    ((await admin(dataDir, { op: 'key.create', name })) as { key: string }).key;
  const key = await newKey('fuzz');
  const supervisor = startSupervisor({
    ...{ CATOPS_DATA_DIR: dataDir, CATOPS_LIMIT_KEYED: '1000000', CATOPS_LIMIT_KEYLESS: '1000000' },
    ...{ CATOPS_UPLOAD_BYTES: '200000', CATOPS_UPLOAD_PIXELS: '100000' },
  });
  const { url } = await supervisor.message('listening');
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApiDocument;
  const known = { key, ...(await knownOf(url, key)) };
  const targets = targetsOf(document);
  const before = await supervisor.pids();
  return {
    ...{ url, targets, known },
    async newKey(name) {
      const made = await newKey(name);
      const isKnown = async () =>
        (await fetch(`${url}/v1/votes`, { headers: { 'x-api-key': made } })).ok;
      while (!(await isKnown())) await sleep(50);
      return made;
    },
    fuzz: (options) => fuzz({ url, targets, known, atOnce: 6, withinMs, ...options }),
    async illness() {
      const after = await supervisor.pids();
      const usual = await fetch(`${url}/v1/images/search`);
      const ready = await fetch(`${url}/health/ready`);
      const lines = supervisor.stderr().split('\n');
      return [
        ...(`${before}` === `${after}` ? [] : [`Processes ${before} became ${after}`]),
        ...(usual.status === 200 ? [] : [`A search is answered ${usual.status}`]),
        ...(ready.status === 200 ? [] : [`It says to be ${await ready.text()}`]),
        ...lines.filter((line) => /"cause":"code"|process-ended|Warning/.test(line)),
      ];
    },
    async stop() {
      supervisor.process.kill('SIGKILL');
      await supervisor.exited;
      await remove();
    },
  };
}

/** Makes what requests can be about: a vote, a favourite, pictures of the account's own. */
async function knownOf(url: string, key: string): Promise<Omit<Known, 'key'>> {
  const blank = sharp({ create: { width: 200, height: 10, channels: 3, background: '#a63' } });
  const [jpg, png, gif] = await Promise.all([
    blank.clone().jpeg().toBuffer(),
    blank.clone().png().toBuffer(),
    blank.clone().gif().toBuffer(),
  ]);
  const post = async (path: string, body: Uint8Array | string, headers: Record<string, string>) => {
    const sent = { 'x-api-key': key, ...headers };
    const made = await fetch(`${url}${path}`, { method: 'POST', headers: sent, body });
    if (!made.ok) throw new Error(`${path}: ${made.status} ${await made.text()}`);
    return String(((await made.json()) as { id: unknown }).id);
  };
  const about = JSON.stringify({ image_id: 'ebv', value: 1, sub_id: 'user-7' });
  const json = { 'content-type': 'application/json' };
  const own: string[] = [];
  for (const bytes of [jpg, png, gif]) {
    const form = await multipart({ file: { name: 'tom.jpg', bytes } });
    own.push(await post('/v1/images/upload', new Uint8Array(form.body), form.headers));
  }
  // A job makes the smaller copies of them.
  const small = `${url}/images/thumb/${own[0]}.jpg`;
  while (!(await fetch(small, { headers: { 'x-api-key': key } })).ok) await sleep(20);
  const votes = [await post('/v1/votes', about, json), await post('/v1/votes', about, json)];
  const favourite = await post('/v1/favourites', about, json);
  const [first] = (await (await fetch(`${url}/v1/images/search`)).json()) as { id: string }[];
  return {
    pictures: [jpg, png, gif].map((bytes) =>
      bytes.toString('latin1'),
    ) as unknown as Known['pictures'],
    ids: {
      image_id: [...own, 'ebv', first?.id ?? ''] as unknown as Known['pictures'],
      file: [
        ...own.map((id, at) => `${id}.${['jpg', 'png', 'gif'][at]}`),
        `${first?.id}.jpg`,
      ] as unknown as Known['pictures'],
      vote_id: [...votes, '1', '3'] as unknown as Known['pictures'],
      favourite_id: [favourite, '1', '2', '3'],
      breed_id: ['abys', 'beng'],
      size: ['thumb', 'small', 'med'],
    },
  };
}
