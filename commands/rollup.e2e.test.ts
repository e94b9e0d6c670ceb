import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logLines } from '../src/rollups/testing/log-line.js';

const program = resolve('dist/catops.js');
const analysis = '/v1/images/{image_id}/analysis';
let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'catops-rollup-'));
  await writeFile(join(cwd, 'catops.config.json'), '{"service": "cats"}');
  for (let hour = 0; hour < 24; hour += 1) {
    const name = String(hour).padStart(2, '0');
    await put(
      name,
      logLines(`2018-11-15T${name}`, 40, (index) => ({
        // The route that had no cache: every other request.
        ...(index % 2 ? { route: analysis, cache: 'bypass', db_queries: 1 } : {}),
        status: index % 20 === 1 ? 503 : 200,
        api_key_id: index % 4 ? `acc${index % 4}` : null,
      })),
    );
  }
  // A file that was cut off, and lines that are none.
  const whole = gzipSync(logLines('2018-11-15T21', 40).join('\n'));
  await put('21', whole.subarray(0, whole.length / 2), 2);
  await put('22', ['{"route": "=cmd|', 'nonsense'], 2);
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

async function put(hour: string, content: readonly string[] | Uint8Array, seq = 1) {
  const directory = join(cwd, `.catops/objects/access/dt=2018-11-15/hour=${hour}`);
  await mkdir(directory, { recursive: true });
  const bytes =
    content instanceof Uint8Array ? content : gzipSync(content.map((line) => `${line}\n`).join(''));
  await writeFile(join(directory, `host-20181115T${hour}0000000Z-000${seq}.json.gz`), bytes);
}

interface Ended {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

const environment = () => ({ PATH: process.env['PATH'], HOME: cwd, TZ: 'UTC' });

function catops(...args: readonly string[]): Promise<Ended> {
  return run(process.execPath, [program, 'rollup', ...args]);
}

function run(file: string, args: readonly string[]): Promise<Ended> {
  return new Promise((done) => {
    const child = execFile(file, args, { cwd, env: environment() }, (_error, out, err) =>
      done({ exit: child.exitCode ?? -1, out, err }),
    );
  });
}

describe('catops rollup', () => {
  it('rolls a day up, reports on it, and has nothing to do the second time', async () => {
    const first = await catops('--date', '2018-11-15');
    expect(first.exit).toBe(0);
    expect(first.err).toMatch(/^2018-11-15: 24 hours rolled up, 962 lines, 2 lines rejected/);
    expect(first.out).toMatch(/^2018-11-15 UTC, cats\n960 requests {2}5xx 5\.00%/);
    expect(first.out).toMatch(/^GET \/v1\/images\/\{image_id\}\/analysis +480 .*uncached/m);
    expect(first.out).toMatch(/Skipped 1 file that cannot be read: .*-0002/);
    expect(first.out).not.toContain('cmd|');
    expect(`${first.out}${first.err}`).not.toContain('\u001b');

    const second = await catops('--date', '2018-11-15', '--json');
    expect([second.exit, second.err]).toEqual([0, '']);
    const report = JSON.parse(second.out);
    expect(report).toMatchObject({
      schema: 'catops.rollup/v1',
      service: 'cats',
      window: { from: '2018-11-15T00:00:00.000Z', to: '2018-11-16T00:00:00.000Z', by: 'route' },
      completeness: { hours: 24, of: 24 },
      total: { requests: 960, accounts: 3, dbQueriesPerRequest: 0.5 },
      stats: { files: 26, rejectedRows: 2, scannedBytes: null },
    });
    expect(report.rows).toHaveLength(2);
  });

  it('writes each form, and only one at a time', async () => {
    const [csv, page, both] = await Promise.all([
      catops('--date', '2018-11-15', '--csv'),
      catops('--date', '2018-11-15', '--html', 'day.html'),
      catops('--date', '2018-11-15', '--csv', '--json'),
    ]);
    const [head, ...rows] = csv.out.split('\r\n');
    expect(head).toMatch(/^route,requests,/);
    expect(rows.filter(Boolean)).toHaveLength(2);
    expect(rows.filter((row) => /^[=+@-]/.test(row))).toEqual([]);
    expect(page.out).toBe(`Wrote ${join(cwd, 'day.html')}\n`);
    const html = await readFile(join(cwd, 'day.html'), 'utf8');
    expect(html).toContain('<svg');
    expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    expect([both.exit, both.err]).toEqual([2, 'catops: --json and --csv exclude each other.\n']);
  });

  it('ends with 10 when the window must be complete and is not', async () => {
    expect((await catops('--date', '2018-11-15', '--require-complete')).exit).toBe(0);
    const { exit, err } = await catops('--date', 'today', '--require-complete');
    expect(exit).toBe(10);
    expect(err).toMatch(/^Not complete: \d+ of 24 hours/m);
  });

  it('says where it looked when there is no log', async () => {
    const { exit, out } = await catops('--logs', join(cwd, 'none'), '--date', '2018-10-01');
    expect(exit).toBe(0);
    expect(out).toBe(
      `No request in 2018-10-01 UTC. There is no log in ${join(cwd, 'none')}; rolled up are 2018-11-15 to 2018-11-15.\n`,
    );
  });

  it('names the route that was meant', async () => {
    const { exit, err } = await catops('--date', '2018-11-15', '--route', 'GET /v1/breed');
    expect([exit, err]).toEqual([
      2,
      'catops: No request of GET /v1/breed is in the window.\nTry: --route "GET /v1/breeds"\n',
    ]);
  });

  it('says what it would do, and refuses to read more than it may', async () => {
    const plan = await catops('--date', '2018-11-15', '--force', '--dry-run', '--json');
    const { schema, days } = JSON.parse(plan.out);
    expect(schema).toBe('catops.rollup-plan/v1');
    expect(days[0]).toMatchObject({ dt: '2018-11-15', files: 26 });
    const refused = await catops('--date', '2018-11-15', '--force', '--max-scan', '1kB');
    expect(refused.exit).toBe(10);
    expect(refused.err).toMatch(/^catops: \d+ log files hold .* and --max-scan is 1\.0 kB/m);
  });

  it.concurrent.each([
    [['--date', '2018-13-01'], '"2018-13-01" is no day, UTC.'],
    [['--engine', 'athena'], 'Athena reads a bucket'],
    [['--late', 'soon'], '--late: "soon" is not a time such as 48h'],
    [
      ['--logs', 's3://no'],
      '--logs: no bucket is named like the one in s3://bucket/prefix: a name has 3',
    ],
    [['purgee'], "unknown command 'purgee'"],
  ])('%j ends with 2 and one sentence', async (args, sentence) => {
    const { exit, out, err } = await catops(...args);
    expect([exit, out]).toEqual([2, '']);
    expect(err).toContain(sentence);
    expect(err).not.toMatch(/ {4}at /);
  });

  it('answers a question about the log, and says first what it reads', async () => {
    const sql = `SELECT status, count(*) AS n FROM access_log WHERE dt = '2018-11-15'
      AND status IS NOT NULL GROUP BY status ORDER BY status`;
    const { exit, out, err } = await catops('--sql', sql, '--json');
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      schema: 'catops.rollup-answer/v1',
      plan: { engine: 'duckdb', tables: ['access_log'], files: 26 },
      ...{ columns: ['status', 'n'], cut: false, scanned: null },
    });
    expect(err).toMatch(/^Reads access_log with duckdb: 26 files, /);
  });

  it.concurrent.each([
    ["SELECT * FROM read_text('/etc/passwd')"],
    ["COPY (SELECT 1) TO '/tmp/catops-was-here'"],
    ['SELECT count(*) FROM access_log'],
  ])('refuses %s', async (sql) => {
    const { exit, out, err } = await catops('--sql', sql);
    expect([exit, out]).toEqual([2, '']);
    expect(err.trim().split('\n')).toHaveLength(2);
  });

  it('shows what the rules would remove, and asks before it does', async () => {
    const { exit, out } = await catops('purge');
    expect(exit).toBe(3);
    expect(out).toMatch(/^Would remove the log of 1 day /);
    expect(out).toMatch(/To do it: catops rollup purge --yes\n$/);
    const packed = await catops('compact', '--date', '2018-11-15');
    expect([packed.exit, packed.out]).toEqual([0, expect.stringMatching(/^Packed 26 files/)]);
    expect((await catops('purge', '--yes')).out).toMatch(/^Removed the log of 1 day/);
    const after = JSON.parse((await catops('--date', '2018-11-15', '--json')).out);
    expect(after.total.requests).toBe(960);
  });

  it('is no failure when nobody reads on', async () => {
    const words = `"${process.execPath}" "${program}" rollup --date 2018-11-15 | head -1`;
    const { out } = await run('bash', ['-c', `${words}; echo "\${PIPESTATUS[0]}"`]);
    expect(out).toBe('2018-11-15 UTC, cats\n0\n');
  });
});

describe('a backfill that is interrupted', () => {
  it('keeps whole days and says how to go on', async () => {
    const args = [program, 'rollup', '--backfill', '2016-01-01..2018-11-15'];
    const child = spawn(process.execPath, args, { cwd, env: environment() });
    const err = await interruptedAfterFirstDay(child);
    expect(child.exitCode).toBe(130);
    expect(err).toMatch(/^1\/1050 2016-01-01: no log$/m);
    const [, done, next] =
      /(\d+) of 1,050 days are rolled up.*\nTry: catops rollup --backfill (\S+)\.\.2018-11-15\n$/.exec(
        err,
      ) ?? [];
    const days = (Date.parse(String(next)) - Date.parse('2016-01-01')) / 86_400_000;
    expect(days).toBe(Number(done));
  });
});

async function interruptedAfterFirstDay(child: ChildProcess): Promise<string> {
  let err = '';
  child.stderr?.on('data', (chunk) => {
    // Once: a second Ctrl-C ends a program that does not listen.
    if (err === '') child.kill('SIGINT');
    err += chunk;
  });
  await new Promise((done) => child.once('close', done));
  return err;
}
