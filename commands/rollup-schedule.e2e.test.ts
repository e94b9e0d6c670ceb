import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { oweThreeDays } from '../src/rollups/testing/owe-three-days.js';
import { builtFile } from '../src/testing/built.js';

const program = fileURLToPath(builtFile('catops.js'));
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'catops-schedule-e2e-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

function start(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [program, 'rollup', 'schedule', ...args], {
    cwd: directory,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: directory,
      CATOPS_STATE_DIR: join(directory, 'state'),
      CATOPS_DATA_DIR: join(directory, 'data'),
      CATOPS_SLACK_URL: 'http://127.0.0.1:58',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function ended(child: ChildProcess) {
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk) => (out += String(chunk)));
  child.stderr?.on('data', (chunk) => (err += String(chunk)));
  const exit = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { exit, out, err, json: () => JSON.parse(out) as Record<string, unknown> };
}

function doneBy({ json }: Awaited<ReturnType<typeof ended>>): number {
  return (json()['runs'] as { done: number }).done;
}

const noteToSlack = { CATOPS_SLACK_TOKEN: 'xoxb-canary-token', CATOPS_NOTE_CHANNEL: 'C0DAILY' };

describe('catops rollup schedule', () => {
  it('catches up once, says each run in a line, and has nothing left to do', async () => {
    const { dailyAt } = await oweThreeDays(join(directory, 'state', 'practice'));
    const at = { CATOPS_DAILY_AT: dailyAt };
    const first = await ended(start(['--once', '--practice', '--json'], at));
    expect(first.exit, first.err).toBe(0);
    expect(first.json()).toMatchObject({ schema: 'catops.schedule/v1', runs: { failed: 0 } });
    expect(doneBy(first)).toBeGreaterThanOrEqual(1 + 3 * 3);
    const jobs = first.json()['jobs'] as { owed: unknown[]; last: { said: string } | null }[];
    expect(jobs.map(({ owed }) => owed)).toEqual([[], [], [], [], []]);
    const lines = first.err.match(/^(?:rollup|today)-\S+ \S+: done in /gm);
    expect(lines).toHaveLength(doneBy(first));
    expect(await readdir(join(directory, 'state', 'practice', 'outbox'))).toHaveLength(3);
    const second = await ended(start(['--once', '--practice', '--json'], at));
    expect(second.exit, second.err).toBe(0);
    // An hour may have come to be due in between.
    expect(doneBy(second)).toBeLessThanOrEqual(1);
  });

  it('tries out: what is due and what would be sent, without a secret and without a trace', async () => {
    const tried = await ended(start(['--dry-run'], noteToSlack));
    expect(tried.exit, tried.err).toBe(0);
    expect(tried.out).toMatch(/^rollup-hours: \S+ to \S+ \(48\); next at /m);
    expect(tried.out).toMatch(
      /Slack: daily note\n {3}POST http:\/\/127\.0\.0\.1:58\/api\/chat\.post/,
    );
    expect(tried.out).toMatch(/outbox: daily report/);
    expect(tried.out + tried.err).not.toContain('canary');
    expect((await readdir(directory)).filter((name) => name === 'state')).toEqual([]);
  });

  it('ends with 0 by Ctrl-C, and with 6 after a channel that failed, saying which', async () => {
    const { dailyAt } = await oweThreeDays(join(directory, 'state'));
    const slack = { ...noteToSlack, CATOPS_DAILY_AT: dailyAt };
    const running = start([], slack);
    running.stderr?.once('data', () => running.kill('SIGINT'));
    const stopped = await ended(running);
    expect(stopped.exit, stopped.err).toBe(0);
    const failed = await ended(start(['--once'], slack));
    expect([failed.exit, failed.err]).toEqual([
      6,
      expect.stringMatching(/rollup-note \S+: failed: Slack cannot be reached/),
    ]);
    const listed = await ended(start(['--list'], slack));
    expect([listed.exit, listed.out]).toEqual([
      0,
      expect.stringMatching(/! rollup-note \S+ failed (once|\d times): Slack cannot be reached/),
    ]);
  });

  it('refuses an address that would add a header', async () => {
    const refused = await ended(
      start(['--once'], { CATOPS_MAIL_TO: 'ada@a.example\r\nBcc: x@y.z' }),
    );
    expect([refused.exit, refused.err]).toEqual([
      2,
      expect.stringMatching(/^catops: CATOPS_MAIL_TO: .* is no address such as /),
    ]);
  });
});
