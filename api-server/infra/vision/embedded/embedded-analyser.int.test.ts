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
  parentPort.on('message', ({ id, jpeg }) => {
    if (jpeg[0] === 1) process.exit(7);
    if (jpeg[0] === 2) return parentPort.postMessage({ id, failure: 'TypeError' });
    if (jpeg[0] === 3) return;
    const labels = [{ Name: String(threadId), Confidence: jpeg[0], Instances: [], Parents: [] }];
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

/** An analyser, and how to let the time pass after which an idle thread ends. */
function open() {
  let pass = () => {};
  const sleep = (_ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      pass = resolve;
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  const opened = createEmbeddedAnalyser({ directory, threadFile, clock: { sleep } });
  const look = async (byte: number, signal = quiet) => {
    const found = await opened.analyser.look({ frame: 0, jpeg: Buffer.from([byte]) }, signal);
    return found.labels.map(({ Name, Confidence }) => [Name, Confidence])[0] ?? [];
  };
  return { ...opened, look, pass: () => pass() };
}

it('looks in one thread, and in another one after that died; what waits then is told', async () => {
  const { look, close } = open();
  const [first, second] = await Promise.all([look(10), look(20)]);
  expect([first?.[1], second?.[1], second?.[0]]).toEqual([10, 20, first?.[0]]);
  await expect(look(2)).rejects.toMatchObject({ code: 'TypeError' });
  const waiting = look(3);
  await expect(look(1)).rejects.toMatchObject({ code: 'ANALYSER_ENDED' });
  await expect(waiting).rejects.toMatchObject({ code: 'ANALYSER_ENDED' });
  const [next] = await look(10);
  expect(next).not.toBe(first?.[0]);
  await close();
});

it('waits no longer than it is told to', async () => {
  const { look, close } = open();
  const stop = new AbortController();
  const waiting = look(3, stop.signal);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'ABORT' });
  await close();
});

it('gives the memory of its models back when nothing comes', async () => {
  const { look, pass, close } = open();
  const [first] = await look(10);
  let last = first;
  while (last === first) {
    pass();
    await new Promise((resolve) => setImmediate(resolve));
    [last] = await look(10).catch(() => [first]);
  }
  await close();
});

it('knows whether what is installed is what this release needs', async () => {
  const packages = pathToFileURL(`${directory}/`);
  await writeFile(join(directory, 'package-lock.json'), '{"a":1}');
  expect(await installedIn(join(directory, 'none'), packages)).toBe('no');
  await writeFile(join(directory, 'installed-lock.json'), '{"a":0}');
  expect(await installedIn(directory, packages)).toBe('other');
  await writeFile(join(directory, 'installed-lock.json'), '{"a":1}');
  expect(await installedIn(directory, packages)).toBe('yes');
});
