import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createGzip } from 'node:zlib';

/** Name, weight in a hundred, share of hits, median latency in ms. */
const routes = [
  ['GET', '/v1/images/search', 45, 0.6, 12],
  ['GET', '/v1/images/{image_id}', 14, 0.8, 6],
  ['GET', '/v1/images/{image_id}/analysis', 9, 0.1, 40],
  ['GET', '/v1/breeds', 8, 0.95, 3],
  ['GET', '/v1/breeds/{breed_id}', 5, 0.9, 4],
  ['GET', '/v1/breeds/search', 4, 0.5, 9],
  ['GET', '/v1/categories', 3, 0.97, 2],
  ['GET', '/v1/votes', 3, 0, 18],
  ['POST', '/v1/votes', 3, 0, 25],
  ['GET', '/v1/favourites', 2, 0, 17],
  ['POST', '/v1/favourites', 1, 0, 24],
  ['POST', '/v1/images/upload', 1, 0, 300],
  ['POST', '/v1/user/passwordlesssignup', 1, 0, 80],
  ['GET', '(unmatched)', 1, 0, 1],
] as const;

const wheel = routes.flatMap((route) => Array.from({ length: route[2] }, () => route));
const accounts = 20_000;
const images = 5000;

/**
 * One day of requests, always the same: 24 gz files below `access/`, and with `plain` the same
 * requests as a web server's log in one file. Answers the bytes of JSON before compression.
 */
export async function generateDay(
  directory: string,
  { dt, lines, plain }: { readonly dt: string; readonly lines: number; readonly plain: boolean },
): Promise<number> {
  const random = seeded(2018);
  let bytes = 0;
  const web = plain ? createWriteStream(join(directory, 'access.log')) : null;
  for (let hour = 0; hour < 24; hour += 1) {
    const count = Math.floor((lines * (hour + 1)) / 24) - Math.floor((lines * hour) / 24);
    bytes += await generateHour({ random, directory, dt, hour, count, web });
  }
  web?.end();
  if (web) await once(web, 'finish');
  return bytes;
}

interface HourOfLog {
  readonly random: () => number;
  readonly directory: string;
  readonly dt: string;
  readonly hour: number;
  readonly count: number;
  readonly web: WriteStream | null;
}

async function generateHour({
  random,
  directory,
  dt,
  hour,
  count,
  web,
}: HourOfLog): Promise<number> {
  const name = String(hour).padStart(2, '0');
  const folder = join(directory, 'access', `dt=${dt}`, `hour=${name}`);
  await mkdir(folder, { recursive: true });
  const start = `${dt.replaceAll('-', '')}T${name}0000000Z`;
  const packed = createGzip();
  const file = packed.pipe(createWriteStream(join(folder, `bench-${start}-0001.json.gz`)));
  let bytes = 0;
  for (let at = 0; at < count; at += 10_000) {
    const drawn = Array.from({ length: Math.min(10_000, count - at) }, (_, index) =>
      draw(random, `${dt}T${name}`, (at + index) / count),
    );
    const json = drawn.map((each) => each.json).join('');
    bytes += json.length;
    if (!packed.write(json)) await once(packed, 'drain');
    if (web && !web.write(drawn.map((each) => each.web).join(''))) await once(web, 'drain');
  }
  packed.end();
  await once(file, 'finish');
  return bytes;
}

function draw(random: () => number, hour: string, share: number) {
  const [method, route, , hits, median] = wheel[Math.floor(random() * wheel.length)] ?? routes[0];
  const seconds = Math.floor(share * 3600);
  const minute = String(Math.floor(seconds / 60)).padStart(2, '0');
  const second = String(seconds % 60).padStart(2, '0');
  const ts = `${hour}:${minute}:${second}.${String(Math.floor(random() * 1000)).padStart(3, '0')}Z`;
  const failed = random() < 0.004;
  const status = failed ? 503 : route === '(unmatched)' ? 404 : 200;
  const hit = random() < hits;
  const spread = Math.exp((random() + random() + random() - 1.5) * 1.6);
  const latency = Math.round((hit ? 2 : median) * spread * 1000) / 1000;
  const size = 200 + Math.floor(random() * 4000);
  // The square makes some accounts and pictures far busier than others.
  const account = random() < 0.1 ? 'null' : `"u${Math.floor(random() ** 2 * accounts)}"`;
  const image = route.includes('{image_id}') && !failed;
  const cache = hits === 0 ? 'bypass' : hit ? 'hit' : 'miss';
  const cause = status < 400 ? 'null' : failed ? '"database"' : '"client"';
  const picture = image ? `"i${Math.floor(random() ** 2 * images)}"` : 'null';
  const json = `{"v":1,"ts":"${ts}","method":"${method}","route":"${method} ${route}","status":${status},"latency_ms":${latency},"bytes":${size},"api_key_id":${account},"cache":"${cache}","db_queries":${hit ? 0 : 1},"cause":${cause},"image_id":${picture}}\n`;
  const when = `15/Nov/2018:${hour.slice(11)}:${minute}:${second} +0000`;
  const web = `192.0.2.${Math.floor(random() * 250)} - - [${when}] "${method} ${route} HTTP/1.1" ${status} ${size} "-" "-" ${Math.round(latency * 1000)}\n`;
  return { json, web };
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
