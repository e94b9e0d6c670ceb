import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childrenOf, firstImage, send, startServer } from './processes.ts';

/** Lines and columns count from 0. */
interface CallFrame {
  readonly url: string;
  readonly functionName: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

// First match wins. Paths are those of the sources.
const parts: readonly (readonly [string, RegExp])[] = [
  ['waiting', /^\(idle\)$/],
  ['garbage collection', /^\(garbage collector\)$/],
  [
    'parsing and writing HTTP, sockets (Node; the bare server pays this too)',
    /node:|^\(program\)$/,
  ],
  ['Fastify: routing and its request and reply objects', /node_modules/],
  ['our code: limit, cache, metrics, access log, reply', /api-server\/|src\//],
];

/** Share of the API process's CPU by part, from a profile taken under load on cached analysis. */
export async function whereTheRestGoes(requests: number): Promise<string[]> {
  const dir = await mkdtemp(join(tmpdir(), 'catops-profile-'));
  try {
    const env = {
      CATOPS_DATA_DIR: join(dir, 'data'),
      CATOPS_PORT: '0',
      CATOPS_LIMIT_KEYLESS: '1000000',
    };
    const api = await startServer(
      'dist/api-server/supervisor.js',
      env,
      (pid) => childrenOf(pid)[0] ?? pid,
      // The supervisor hands its own Node flags on to the API process.
      ['--cpu-prof', `--cpu-prof-dir=${dir}`],
    );
    const image = await firstImage(`${api.url}/v1/images/search`);
    await send({ url: `${api.url}/v1/images/${image.id}/analysis`, headers: {}, requests });
    await api.stop();
    return summary(await profileOf(dir, api.pid), requests);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function profileOf(dir: string, pid: number): Promise<Profile> {
  // CPU.<day>.<time>.<pid>.<thread>.<number>.cpuprofile; the main thread is 0.
  const name = (await readdir(dir)).find((each) => each.includes(`.${pid}.0.`));
  if (!name) throw new Error('The API process wrote no profile.');
  return JSON.parse(await readFile(join(dir, name), 'utf8'));
}

function summary(profile: Profile, requests: number): string[] {
  const sourceOf = readSourceMaps();
  const names = new Map(
    profile.nodes.map(({ id, callFrame }) => [id, sourceOf(callFrame) || callFrame.functionName]),
  );
  const self = new Map<string, number>();
  const own = new Map<string, number>();
  const functions = new Map(
    profile.nodes.map(({ id, callFrame }) => [id, callFrame.functionName || '(anonymous)']),
  );
  profile.samples.forEach((id, i) => {
    const at = names.get(id) ?? '';
    const part =
      parts.find(([, pattern]) => pattern.test(at))?.[0] ??
      'parsing and writing HTTP, sockets (Node; the bare server pays this too)';
    const delta = profile.timeDeltas[i] ?? 0;
    self.set(part, (self.get(part) ?? 0) + delta);
    if (part.startsWith('our code'))
      own.set(functions.get(id) ?? '', (own.get(functions.get(id) ?? '') ?? 0) + delta);
  });
  const busy = [...self].filter(([part]) => part !== 'waiting');
  const total = busy.reduce((sum, [, us]) => sum + us, 0);
  const top = [...own].sort((a, b) => b[1] - a[1]).slice(0, 8);
  return [
    `Main thread under load on a cached analysis, ${requests} requests, start-up included; the profiler itself adds to every part.`,
    '',
    '| Part | µs a request | share |',
    '| --- | --- | --- |',
    ...busy
      .sort((a, b) => b[1] - a[1])
      .map(
        ([part, us]) =>
          `| ${part} | ${(us / requests).toFixed(2)} | ${((us / total) * 100).toFixed(0)} % |`,
      ),
    '',
    `Most of our own: ${top.map(([name, us]) => `\`${name}\` ${(us / requests).toFixed(2)} µs`).join(', ')}.`,
  ];
}

/** Answers where a function was written, as the maps beside the built files say. */
function readSourceMaps(): (frame: CallFrame) => string {
  const maps = new Map<string, SourceMap>();
  return ({ url, lineNumber, columnNumber }) => {
    if (!/^file:.*\/dist\//.test(url)) return url;
    const map =
      maps.get(url) ?? new SourceMap(JSON.parse(readFileSync(new URL(`${url}.map`), 'utf8')));
    maps.set(url, map);
    const found = map.findEntry(lineNumber, columnNumber);
    return 'originalSource' in found ? found.originalSource : url;
  };
}
