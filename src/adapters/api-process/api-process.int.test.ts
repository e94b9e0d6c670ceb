import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processRuns } from '../../testing/process-runs.js';
import { runAdmin } from './run-admin.js';
import { type StartApiOptions, startApi } from './start-api.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'catops-api-process-'));
  await writeFile(join(dir, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const listening = `process.send({ type: 'listening', url: 'http://127.0.0.1:1', privateUrl: 'http://127.0.0.1:2', workers: 2 });`;
const obedient = `process.on('message', ({ type }) => type === 'stop' && process.exit(0));`;
const deaf = `process.on('SIGTERM', () => {}); process.on('message', () => {}); setInterval(() => {}, 1000);`;

// Each script notes its process id, so that the test can see that it is gone.
async function release(
  file: string,
  script: string,
): Promise<{ url: URL; pid: () => Promise<number> }> {
  const folder = await mkdtemp(join(dir, 'release-'));
  const pidFile = join(folder, 'pid');
  const note = `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));\n`;
  await writeFile(join(folder, file), note + script);
  const pid = async () => Number(await readFile(pidFile, 'utf8'));
  return { url: pathToFileURL(`${folder}/`), pid };
}

/** A program that starts that release, and stops at Ctrl-C or when it listens; says when it is done. */
const startOnce = `
import { startApi } from './src/adapters/api-process/start-api.ts';
const [releaseDir, dataDir] = process.argv.slice(1);
const stopping = new AbortController();
process.on('SIGINT', () => stopping.abort(new Error('stopped by hand')));
await startApi({ releaseDir: new URL(releaseDir), dataDir, nodePath: process.execPath, env: {},
  worker: 'worker.js', database: 'configured', port: 0, host: '127.0.0.1', diagnosticsToken: null,
  uncache: [], signal: stopping.signal, onProgress: () => console.log('progress') })
  .then(({ stop }) => stop(), () => {});
console.log('done', Date.now());
`;

function options(releaseDir: URL, changes: Partial<StartApiOptions> = {}): StartApiOptions {
  return {
    releaseDir,
    nodePath: process.execPath,
    env: { PATH: process.env['PATH'], MINE: 'kept' },
    worker: 'worker.js',
    dataDir: join(dir, 'data'),
    database: 'configured',
    port: 0,
    host: '127.0.0.1',
    diagnosticsToken: 'token',
    uncache: [],
    onProgress: () => undefined,
    signal: new AbortController().signal,
    ...changes,
  };
}

describe('starting the API', () => {
  it('hands over what the process needs, and where it listens', async () => {
    const lines: string[] = [];
    const { url, pid } = await release(
      'supervisor.js',
      `process.send({ type: 'progress', text: 'drawing\\u001b[31m' });
       const { PATH, ...env } = process.env;
       console.error(JSON.stringify([process.argv.slice(2), env]));
       ${obedient} ${listening}`,
    );
    const progress: string[] = [];
    const api = await startApi(
      options(url, {
        worker: 'drill.js',
        uncache: ['GET /v1/breeds'],
        seedPictures: 100,
        onProgress: (text) => progress.push(text),
        onLogLine: (line) => lines.push(line),
      }),
    );
    expect(api).toMatchObject({
      url: 'http://127.0.0.1:1',
      privateUrl: 'http://127.0.0.1:2',
      workers: 2,
    });
    await api.stop();
    expect(await api.exited).toMatchObject({ code: 0, signal: null });
    expect(progress).toEqual(['drawing']);
    const [argv, env] = JSON.parse(lines[0] ?? '');
    expect(argv).toEqual(['--worker', 'drill.js']);
    expect(env).toMatchObject({
      MINE: 'kept',
      CATOPS_DATA_DIR: join(dir, 'data'),
      CATOPS_PORT: '0',
      CATOPS_PRIVATE_PORT: '0',
      CATOPS_DIAGNOSTICS_TOKEN: 'token',
      CATOPS_SEED_PICTURES: '100',
      CATOPS_DRILL_UNCACHE: '["GET /v1/breeds"]',
    });
    expect(processRuns(await pid())).toBe(false);
    await api.stop();
  });

  it('throws the error that the API names', async () => {
    const { url, pid } = await release(
      'supervisor.js',
      `process.send({ type: 'failed', code: 'port-in-use', message: 'Port 1 is taken.', hint: '--port 0' }, () => process.exit(2));`,
    );
    await expect(startApi(options(url))).rejects.toMatchObject({
      code: 'port-in-use',
      message: 'Port 1 is taken.',
      hint: '--port 0',
    });
    expect(processRuns(await pid())).toBe(false);
  });

  it('says what a process wrote last that died before it listened', async () => {
    const { url } = await release('supervisor.js', `throw new Error('no such thing\\u0007');`);
    await expect(startApi(options(url))).rejects.toMatchObject({
      code: 'server-start-failed',
      message: expect.stringMatching(/exit code 1.*no such thing \.$/),
    });
  });

  it('is one sentence when there is no such program', async () => {
    const { url } = await release('supervisor.js', '');
    const start = startApi(options(url, { nodePath: join(dir, 'no-node') }));
    await expect(start).rejects.toMatchObject({
      code: 'server-start-failed',
      message: expect.stringContaining('ENOENT'),
    });
  });

  it('leaves nothing when it is aborted while the process starts', async () => {
    const { url, pid } = await release('supervisor.js', `${obedient} setInterval(() => {}, 1000);`);
    const stopping = new AbortController();
    const start = startApi(options(url, { signal: stopping.signal }));
    await expect.poll(() => pid().catch(() => 0), { timeout: 10_000 }).toBeGreaterThan(0);
    stopping.abort(new Error('stopped by hand'));
    await expect(start).rejects.toThrow('stopped by hand');
    expect(processRuns(await pid())).toBe(false);
  });

  it.each([
    ['was stopped while it started', ''],
    ['had started', listening],
  ])(
    'keeps nobody waiting for words that come when it %s',
    { timeout: 30_000 },
    async (_, said) => {
      const progress = `process.send({ type: 'progress', text: 'drawing' });`;
      const { url } = await release(
        'supervisor.js',
        `process.on('message', () => { ${progress} process.disconnect(); }); ${said || progress}`,
      );
      const args = ['--import', 'tsx', '--input-type=module', '-e', startOnce, url.href, dir];
      const program = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      let output = '';
      program.stdout.on('data', (chunk) => {
        output += String(chunk);
        if (output === 'progress\n') program.kill('SIGINT');
      });
      // It would wait for two minutes; the test does not.
      const late = setTimeout(() => program.kill('SIGKILL'), 20_000);
      const [code] = await once(program, 'close');
      clearTimeout(late);
      expect(code).toBe(0);
      expect(Date.now() - Number(/done (\d+)/.exec(output)?.[1])).toBeLessThan(2000);
    },
  );

  it('ends a process that listens to nothing', { timeout: 60_000 }, async () => {
    const { url, pid } = await release('supervisor.js', `${deaf} ${listening}`);
    const stopping = new AbortController();
    const api = await startApi(options(url, { signal: stopping.signal }));
    stopping.abort();
    expect(await api.exited).toMatchObject({ signal: 'SIGKILL' });
    expect(processRuns(await pid())).toBe(false);
  });

  it('tells when the API ends by itself', async () => {
    const { url } = await release(
      'supervisor.js',
      `${listening} setTimeout(() => { console.error('out of memory'); process.exit(7); }, 50);`,
    );
    const api = await startApi(options(url));
    const text = 'ended by itself (exit code 7): out of memory';
    expect(await api.exited).toEqual({ code: 7, signal: null, text });
    await api.stop();
  });
});

describe('asking the admin process', () => {
  const signal = new AbortController().signal;
  const ask = (releaseDir: URL, changes = {}) =>
    runAdmin(
      { releaseDir, nodePath: process.execPath, env: {}, dataDir: dir, signal, ...changes },
      { op: 'key.load', count: 2, ttlSeconds: 60 },
    );
  const read = `const { text } = await import('node:stream/consumers'); const request = JSON.parse(await text(process.stdin));`;

  it('sends the request and returns the checked reply', async () => {
    const { url } = await release(
      'admin.js',
      `${read} const keys = [request.op, String(request.count), process.env.CATOPS_DATA_DIR];
       process.stdout.write(JSON.stringify({ ok: true, data: { keys } }));`,
    );
    expect(await ask(url)).toEqual({ keys: ['key.load', '2', dir] });
  });

  it('throws the error it answers', async () => {
    const { url } = await release(
      'admin.js',
      `${read} const error = { code: 'local-store-unwritable', message: 'Cannot write.' };
       process.stdout.write(JSON.stringify({ ok: false, error })); process.exitCode = 7;`,
    );
    await expect(ask(url)).rejects.toMatchObject({
      code: 'local-store-unwritable',
      message: 'Cannot write.',
    });
  });

  it.each([
    ['dies', `process.stderr.write('broken\\n'); process.exit(1);`, /exit code 1\): broken/],
    ['answers nonsense', `process.stdout.write('sekrit');`, /without a word/],
  ])('is one sentence, without its output, when it %s', async (_what, script, message) => {
    const { url } = await release('admin.js', script);
    const failure = ask(url);
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.not.toThrow(/sekrit/);
  });

  it.each([true, false])(
    'shares the Ctrl-C of a terminal unless it is told not to: %s',
    async (ownGroup) => {
      const { url } = await release(
        'admin.js',
        `let leads = true;
       try { process.kill(-process.pid, 0); } catch { leads = false; }
       process.stdout.write(JSON.stringify({ ok: true, data: { keys: [String(leads)] } }));`,
      );
      expect(await ask(url, { ownGroup })).toEqual({ keys: [String(ownGroup)] });
    },
  );

  it('leaves nothing when it is aborted', async () => {
    const { url, pid } = await release('admin.js', 'setInterval(() => {}, 1000);');
    const stopping = new AbortController();
    const asking = ask(url, { signal: stopping.signal });
    await Promise.race([asking.catch(() => undefined), sleep(300)]);
    await expect.poll(() => pid().catch(() => 0), { timeout: 10_000 }).toBeGreaterThan(0);
    stopping.abort(new Error('stopped by hand'));
    await expect(asking).rejects.toThrow('stopped by hand');
    expect(processRuns(await pid())).toBe(false);
  });
});
