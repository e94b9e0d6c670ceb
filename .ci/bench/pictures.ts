import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { createSharpResizer } from '../../api-server/infra/pictures/sharp-resizer.ts';
import { jobPolicies } from '../../api-server/jobs/jobs.ts';
import { createImageResizer } from '../../api-server/jobs/resize-image.ts';
import { multipart } from '../../api-server/testing/multipart.ts';
import { openPictureWorld, type PictureWorld } from '../../api-server/testing/picture-world.ts';
import { startServer } from './processes.ts';
import { median, ratioOf, showRatio } from './statistics.ts';

const [width, height] = [1600, 1067];
/** Jobs that a process has in hand at once; its pictures it resizes one at a time. */
const { atOnce } = jobPolicies['image.resize'];

/** Smaller copies a second by the job over bare sharp, and how soon an upload has its own. */
export async function pictureFigures(rounds: number, uploads: number): Promise<string[]> {
  const photo = await photograph();
  const { job, bare } = await copiesASecond(photo, rounds);
  const ready = (await uploadsToReady(photo, uploads)).sort((a, b) => a - b);
  const at = (share: number) => ready[Math.ceil(ready.length * share) - 1]?.toFixed(0) ?? '—';
  return [
    `A drawn JPEG with noise, ${width} × ${height} pixels, ${(photo.length / 1024).toFixed(0)} KiB, of which the three smaller copies are made. Bare sharp is a`,
    'loop of the same calls (decode once, each copy of the one before), one picture at a time, that keeps nothing. The job finds its',
    `row, reads the file, makes them, stores each synced to the disk, and writes the row; ${atOnce} jobs are in hand, one picture is resized at a`,
    `time. ${rounds} interleaved rounds of ${perRound} pictures.`,
    '',
    '| Measure | Figure |',
    '| --- | --- |',
    `| copies a second, bare sharp | ${median(bare).toFixed(1)} |`,
    `| copies a second, by the job | ${median(job).toFixed(1)} |`,
    `| the job over bare sharp (aim ≥ 0.9) | ${showRatio(ratioOf(job, bare))} |`,
    `| from the answer to an upload until its copies are led to, median ms | ${at(0.5)} |`,
    `| the same, p95 ms | ${at(0.95)} |`,
    '',
    `The last two: ${uploads} uploads to \`catops\`'s own server on an empty store, one after the other, asked every 20 ms. An idle lane`,
    'looks for jobs every 500 ms.',
  ];
}

const perRound = 12;

/** Noise that a JPEG cannot leave out, over a picture that it can: as large as a photograph is. */
function photograph(): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 24 } as const;
  return sharp({ create: { width, height, channels: 3, background: '#888', noise } })
    .blur(0.8)
    .jpeg({ quality: 90 })
    .toBuffer();
}

async function copiesASecond(photo: Buffer, rounds: number) {
  const [job, bare]: [number[], number[]] = [[], []];
  const world = await openPictureWorld();
  try {
    for (let round = -1; round < rounds; round += 1) {
      const turns = [
        async () => ({ to: bare, rate: await bareRate(photo) }),
        async () => ({ to: job, rate: await jobRate(world, photo, round) }),
      ];
      if (round % 2 !== 0) turns.reverse();
      for (const turn of turns) {
        const { to, rate } = await turn();
        // The first round warms up.
        if (round >= 0) to.push(rate);
      }
    }
  } finally {
    await world.close();
  }
  return { job, bare };
}

async function bareRate(photo: Buffer): Promise<number> {
  const start = performance.now();
  for (let made = 0; made < perRound; made += 1) {
    let from = sharp(photo);
    for (const to of [500, 250, 150]) {
      const { data, info } = await from
        .resize({ width: to })
        .raw()
        .toBuffer({ resolveWithObject: true });
      const raw = { width: info.width, height: info.height, channels: info.channels };
      from = sharp(data, { raw });
      await from.clone().jpeg({ quality: 85 }).toBuffer();
    }
  }
  return (perRound * 3) / ((performance.now() - start) / 1000);
}

async function jobRate(world: PictureWorld, photo: Buffer, round: number): Promise<number> {
  const resizer = createSharpResizer({ atOnce: 1, confine: false });
  const resize = createImageResizer({ ...world, resizer });
  const ids = Array.from({ length: perRound }, (_, at) => `r${round + 1000}x${at + 100}`);
  for (const id of ids) await world.upload(id, width, { bytes: photo });
  const { signal } = new AbortController();
  const waiting = [...ids];
  const start = performance.now();
  const work = async () => {
    for (let id = waiting.shift(); id; id = waiting.shift()) {
      await resize({ imageId: id }, { jobId: 1, signal });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const rate = (perRound * 3) / ((performance.now() - start) / 1000);
  for (const id of ids) {
    if (!(await world.store.find(id))?.isResized) throw new Error(`${id} has no copies`);
  }
  return rate;
}

/** Milliseconds from the answer to each upload until its address leads to the smallest copy. */
async function uploadsToReady(photo: Buffer, uploads: number): Promise<number[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'catops-bench-'));
  const env = { CATOPS_DATA_DIR: dataDir, CATOPS_PORT: '0', CATOPS_LIMIT_KEYED: '1000000' };
  const admin = (ask: object): unknown => {
    const input = JSON.stringify(ask);
    const options = { input, env: { ...process.env, ...env } };
    const { stdout } = spawnSync(process.execPath, ['dist/api-server/admin.js'], options);
    return JSON.parse(stdout.toString());
  };
  try {
    admin({ op: 'prepare' });
    const { data } = admin({ op: 'key.create', name: 'bench' }) as { data: { key: string } };
    const headers = { 'x-api-key': data.key };
    const server = await startServer('dist/api-server/supervisor.js', env, (pid) => pid);
    const times: number[] = [];
    for (let at = 0; at < uploads; at += 1) {
      const form = await multipart({ file: { name: `${at}.jpg`, bytes: photo } });
      const sent = await fetch(`${server.url}/v1/images/upload`, {
        ...{ method: 'POST', headers: { ...headers, ...form.headers } },
        body: new Uint8Array(form.body),
      });
      if (sent.status !== 201) throw new Error(`The upload was answered ${sent.status}`);
      const start = performance.now();
      const { id } = (await sent.json()) as { id: string };
      const shown = `${server.url}/v1/images/${id}?size=thumb`;
      while (!(await (await fetch(shown, { headers })).text()).includes('/thumb/')) await sleep(20);
      times.push(performance.now() - start);
    }
    await server.stop();
    return times;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
