import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { builtFile } from '../../testing/built.js';
import { storedLines } from '../../testing/log-records.js';
import { notedFailures } from '../../testing/noted-failures.js';
import { nameProcess } from '../process-name.js';
import { startShipper } from './start-shipper.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'catops-ship-'));
});
afterEach(() => rm(root, { recursive: true }));

/** The thread as it is built, but its first life ends with an error as soon as some files are moved. */
async function mortalThread(): Promise<URL> {
  const file = join(root, 'thread.mjs');
  const [lived, stored] = [join(root, 'lived'), join(root, 'objects/access/dt=2018-11-15/hour=21')];
  await writeFile(
    file,
    `import { existsSync, readdirSync, writeFileSync } from 'node:fs';
    if (!existsSync(${JSON.stringify(lived)})) {
      writeFileSync(${JSON.stringify(lived)}, '');
      setInterval(() => {
        const folder = ${JSON.stringify(stored)};
        if (existsSync(folder) && readdirSync(folder).length > 3) throw new Error('struck');
      }, 1);
    }
    await import(${JSON.stringify(builtFile('api-server/log-shipper-thread.js').href)});`,
  );
  return pathToFileURL(file);
}

it('starts the thread again when it dies: nothing is lost or stored twice', async () => {
  const hour = join(root, 'spool/dt=2018-11-15/hour=21');
  await mkdir(hour, { recursive: true });
  const me = nameProcess(process.pid);
  const spool = (number: number) =>
    writeFile(join(hour, `${me}-20181115T210000000Z-${number}.json`), `{"n":${number}}\n`);
  for (let number = 1000; number < 1100; number += 1) await spool(number);
  const said: unknown[] = [];
  const shipping = startShipper({
    threadFile: await mortalThread(),
    data: {
      directory: join(root, 'spool'),
      objects: { kind: 'directory', path: join(root, 'objects') },
      ...{ waitingBytes: 2 ** 30, everyMs: 50 },
    },
    env: {},
    log: { error: (event) => said.push(event), info: () => {} },
    failures: notedFailures((event, { error }) => said.push([event, String(error)])),
  });
  const waiting = () => readdir(hour).catch(() => []);
  await expect.poll(() => said, { timeout: 20_000 }).toHaveLength(1);
  expect((await waiting()).length).toBeGreaterThan(0);
  // What comes while there is no thread waits with the rest.
  await spool(1100);
  await expect.poll(waiting, { timeout: 20_000 }).toEqual([]);
  await shipping.stop(5000);
  const lines = [...(await storedLines(join(root, 'objects'))).values()].flat().filter(Boolean);
  expect(lines.sort()).toEqual(Array.from({ length: 101 }, (_, at) => `{"n":${1000 + at}}`));
  expect(said).toEqual([['access-log-shipper-failed', 'Error: struck']]);
  expect(shipping.state).toMatchObject({ droppedRecords: 0, waitingFiles: 0, waitingBytes: 0 });
});
