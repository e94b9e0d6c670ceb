import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { blockHtml, htmlPage } from '../../src/presentation/html-page.js';
import { sendGridKey, startLoopbackSendGrid } from '../../src/testing/loopback-sendgrid.js';
import { createTestHost } from '../../src/testing/test-host.js';
import { commands } from '../registry.js';
import { runCli } from './run-cli.js';
import { createWiring } from './wiring.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'catops-report-'));
  const page = htmlPage('Cats & dogs', [blockHtml({ kind: 'paragraph', text: 'All is well.' })]);
  await writeFile(join(directory, 'report.html'), page);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function run(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const state = { CATOPS_STATE_DIR: join(directory, 'state'), ...env };
  const host = createTestHost({ argv: ['mail', ...argv], cwd: directory, env: state, fetch });
  const release = {
    distDir: new URL('file:///nowhere/'),
    nodePath: process.execPath,
    version: '1',
  };
  const exit = await runCli(host, commands, '1', (...given) => createWiring(...given, release));
  return { exit, out: host.out(), err: host.err() };
}

it('puts a report into the outbox once, and says what it would do before', async () => {
  const ask = ['report.html', '--to', 'ada@example.com, Grace <grace@example.com>'];
  const tried = await run([...ask, '--dry-run']);
  expect([tried.exit, tried.out]).toEqual([0, expect.stringContaining('Cats & dogs')]);
  const outbox = join(directory, 'state', 'outbox');
  await expect(readdir(outbox)).rejects.toThrow('ENOENT');
  expect((await run(ask)).out).toMatch(
    /^Mailed “Cats & dogs” to ada@.*, grace@.* by outbox: file:/,
  );
  expect((await run(ask)).out).toMatch(/^Nothing to do: it was mailed to ada@/);
  const [name = '', ...others] = await readdir(outbox);
  expect(others).toEqual([]);
  const eml = await readFile(join(outbox, name), 'utf8');
  expect(eml).toContain('To: ada@example.com, Grace <grace@example.com>');
  expect(eml).toMatch(/text\/plain[\s\S]*All is well\.[\s\S]*text\/html[\s\S]*All is well\./);
});

it('sends it by SendGrid where that is set, and ends with 4 when its key is refused', async () => {
  const vendor = await startLoopbackSendGrid();
  const by = {
    ...{ CATOPS_MAIL: 'sendgrid', CATOPS_SENDGRID_URL: vendor.url },
    ...{ CATOPS_MAIL_FROM: 'catops@example.com', CATOPS_MAIL_TO: 'ada@example.com' },
  };
  const refused = await run(['report.html'], { ...by, CATOPS_SENDGRID_KEY: 'SG.old' });
  expect([refused.exit, refused.err]).toEqual([
    4,
    expect.stringContaining('SendGrid answered 401'),
  ]);
  const sent = await run(['report.html', '--json'], { ...by, CATOPS_SENDGRID_KEY: sendGridKey });
  expect(JSON.parse(sent.out)).toMatchObject({ by: 'sendgrid', how: 'sent', id: 'loopback-1' });
  expect(vendor.mails.map(({ subject, to }) => [subject, to])).toEqual([
    ['Cats & dogs', [{ email: 'ada@example.com' }]],
  ]);
  await vendor.close();
  vendor.verify();
});

it.each([
  ['no file', ['none.html', '--to', 'a@b.c'], /cannot be read/],
  ['no address', ['report.html', '--to', 'ada'], /--to: "ada" is no address/],
  ['a page of somebody else', ['other.html', '--to', 'a@b.c'], /no HTML report of catops/],
  ['nobody', ['report.html'], /Nobody would get it/],
])('mails nothing with %s, and says why', async (_what, argv, said) => {
  const page = htmlPage('x', ['<script>alert(1)</script>']);
  await writeFile(join(directory, 'other.html'), page);
  const { exit, err } = await run(argv, { CATOPS_MAIL_TO: 'none' });
  expect([exit, err]).toEqual([2, expect.stringMatching(said)]);
});
