import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEmbeddedAnalyser } from './embedded-analyser.js';
import { installedIn } from './installed.js';

// The thread speaks the protocol of the real one, without the models, which are no part of the
// repository: what it does follows the first byte of the picture.
const thread = `
  import { parentPort, threadId } from 'node:worker_threads';
  let looks = 0;
  parentPort.on('message', ({ id, jpeg }) => {
    looks += 1;
    if (jpeg[0] === 1) process.exit(7);
    if (jpeg[0] === 2) return parentPort.postMessage({ id, failure: 'TypeError' });
    if (jpeg[0] === 3) return;
    const labels = [{ Name: String(threadId), Confidence: looks, Instances: [], Parents: [] }];
    parentPort.postMessage({ id, findings: { labels, moderationLabels: [], text: [], faces: [] } });
  });`;
const quiet = new AbortController().signal;
let directory: string;
let threadFile: URL;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'catops-vision-'));
  const file = join(directory, 'thread.mjs');
  await writeFile(file, thread);
  threadFile = pathToFileURL(file);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** An analyser, and how to let the time pass that it waits for. */
function open() {
  let pass = () => {};
  const sleep = (_ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      pass = resolve;
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  const opened = createEmbeddedAnalyser({ directory, threadFile, clock: { sleep } });
  /** Name of the thread that looked, and how many looks it had had by then. */
  const look = async (byte: number, signal = quiet) => {
    const found = await opened.analyser.look({ frame: 0, jpeg: Buffer.from([byte]) }, signal);
    return found.labels.map(({ Name, Confidence }) => [Name, Confidence])[0] ?? [];
  };
  return { ...opened, look, pass: () => pass() };
}

it('looks at one after the other, at each once, and in another thread after one died', async () => {
  const { look, close } = open();
  const all = await Promise.all([look(10), look(20), look(10), look(20)]);
  expect(all.map(([, looks]) => looks)).toEqual([1, 2, 1, 2]);
  await expect(look(2)).rejects.toMatchObject({ code: 'TypeError' });
  const [died, next] = await Promise.allSettled([look(1), look(30)]);
  expect(died).toMatchObject({ reason: { code: 'ANALYSER_ENDED' } });
  expect(next).toMatchObject({ value: [expect.not.stringMatching(`^${all[0]?.[0]}$`), 1] });
  await close();
});

it('leaves out what nobody waits for any more', async () => {
  const { look, close } = open();
  const stop = new AbortController();
  const [first, left, second] = [look(10), look(20, stop.signal), look(30)];
  stop.abort(new Error('too late'));
  await expect(left).rejects.toThrow('too late');
  expect([(await first)[1], (await second)[1]]).toEqual([1, 2]);
  await close();
});

it('ends a thread that hangs, and one that has nothing to do', async () => {
  const { look, pass, close } = open();
  const hangs = look(3);
  await new Promise((resolve) => setImmediate(resolve));
  pass();
  await expect(hangs).rejects.toMatchObject({ code: 'ANALYSER_ENDED' });
  const names = new Set<unknown>();
  for (let byte = 10; names.size < 2; byte += 1) {
    const [name] = await look(byte);
    names.add(name);
    pass();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await close();
});

it('knows whether what is installed is what this release needs', async () => {
  const wanted = createHash('sha256').update('{"a":1}').digest('hex');
  expect(await installedIn(join(directory, 'none'), wanted)).toBe('no');
  await writeFile(join(directory, 'installed-lock.json'), '{"a":0}');
  expect(await installedIn(directory, wanted)).toBe('other');
  await writeFile(join(directory, 'installed-lock.json'), '{"a":1}');
  expect(await installedIn(directory, wanted)).toBe('yes');
});
