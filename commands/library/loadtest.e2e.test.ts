import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

let project: string;

// A project of somebody else that depends on this package, with what npm would install beside it.
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'catops-user-'));
  const modules = join(project, 'node_modules');
  await mkdir(join(modules, 'catops'), { recursive: true });
  for (const name of await readdir('node_modules')) {
    if (name.startsWith('.') || name === 'catops') continue;
    await symlink(resolve('node_modules', name), join(modules, name));
  }
  await cp('dist', join(modules, 'catops', 'dist'), { recursive: true });
  await cp('package.json', join(modules, 'catops', 'package.json'));
  const files = { 'package.json': manifest, 'tsconfig.json': compiler, 'things.test.ts': theirs };
  for (const [name, text] of Object.entries(files)) await writeFile(join(project, name), text);
});
afterAll(() => rm(project, { recursive: true, force: true }));

const manifest = '{ "name": "things", "private": true, "type": "module" }';
const compiler = JSON.stringify({
  compilerOptions: {
    module: 'NodeNext',
    target: 'ES2023',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
  },
  files: ['things.test.ts'],
});

const theirs = `
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadtest } from 'catops/loadtest';
import 'catops/loadtest/vitest';
import { expect, it } from 'vitest';

let broken = false;
const server = createServer((request, response) => {
  const status = request.url !== '/things' ? 404 : broken ? 500 : 200;
  response.writeHead(status).end('[]');
});
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
const url = \`http://127.0.0.1:\${(server.address() as AddressInfo).port}\`;
const scenario = {
  routes: { 'GET /things': null },
  phases: [{ name: 'steady', rate: '100/s', for: '1s' }],
  thresholds: ['errors < 1%'],
};

it('holds', async () => {
  const report = await loadtest({ url, scenario });
  expect(report).toPassLoadtest();
  expect(report.routes[0]?.statuses).toEqual({ 200: report.totals.answered });
  // @ts-expect-error: a verdict is one of four words
  expect(report.verdict === 'passed').toBe(false);
}, 30_000);

it('breaks', async () => {
  broken = true;
  expect(await loadtest({ url, scenario })).toPassLoadtest();
}, 30_000);

it('is refused', async () => {
  await expect(loadtest({ url: 'http://staging.example', scenario })).rejects.toThrow(
    'url: staging.example is not this machine',
  );
  await expect(loadtest({ url, scenario: { ...scenario, phases: [] } })).rejects.toMatchObject({
    code: 'scenario-invalid',
  });
});
`;

function run(file: string, ...args: string[]): Promise<{ code: unknown; out: string }> {
  return new Promise((done) => {
    const env = { PATH: process.env['PATH'], HOME: project, NO_COLOR: '1' };
    const command = [join(project, 'node_modules', file), ...args];
    execFile(process.execPath, command, { cwd: project, env }, (error, stdout, stderr) => {
      done({ code: error?.code ?? 0, out: stdout + stderr });
    });
  });
}

it('works in the vitest of another project, with its types', async () => {
  const types = await run('typescript/bin/tsc', '-p', '.');
  const tests = await run('vitest/vitest.mjs', 'run', '--reporter=verbose');
  expect(types).toEqual({ code: 0, out: '' });
  expect(tests.code, tests.out).toBe(1);
  expect(tests.out).toMatch(/✓ .*holds/);
  expect(tests.out).toMatch(/✓ .*is refused/);
  expect(tests.out).toMatch(/× .*breaks/);
  expect(tests.out).toContain('FAIL  threshold: errors of');
  expect(tests.out).toMatch(/\d answered 500/);
});
