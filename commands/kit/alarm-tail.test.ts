import { describe, expect, it } from 'vitest';
import { CatopsError } from '../../src/platform/errors.js';
import type { Output } from '../../src/platform/host.js';
import { printable } from '../../src/platform/terminal-text.js';
import { utc, zoneOf } from '../../src/platform/zone.js';
import { cellWidth } from '../../src/presentation/cells.js';
import {
  createFakeAlarmSource,
  type FakeAlarmSource,
} from '../../src/testing/fake-alarm-source.js';
import { createTestHost } from '../../src/testing/test-host.js';
import { createVirtualClock, type VirtualClock } from '../../src/testing/virtual-clock.js';
import { alarmsTail } from '../alarms/tail.js';
import './alarm-tail.js';
import type { Command } from './command.js';
import { runCli } from './run-cli.js';
import type { Wiring } from './wiring.js';

const minute = 60_000;

/** A terminal that keeps what is written to it. */
function terminal(columns: number): Output & { readonly text: () => string } {
  const written: string[] = [];
  return {
    ...{ isTTY: true, columns, rows: 24 },
    write: (text) => written.push(String(text)),
    text: () => written.join(''),
  };
}

interface Scene {
  readonly argv: readonly string[];
  /** Columns of a terminal; none writes to pipes. */
  readonly columns?: number;
  /** Alarms without data beside the three that are always there. */
  readonly more?: number;
  /** What happens meanwhile. */
  readonly story?: (scene: {
    readonly source: FakeAlarmSource;
    readonly clock: VirtualClock;
    readonly interrupt: () => void;
  }) => Promise<void>;
}

async function tail({ argv, columns, more = 0, story }: Scene) {
  const clock = createVirtualClock();
  const source = createFakeAlarmSource({ clock });
  const since = '2026-09-12T03:02:14.000Z';
  source.put({ name: 'error-share', since: '2026-09-11T00:00:00.000Z', runbook: 'error-share' });
  source.put({ name: 'cats\u001b[2J-queue-age', since, state: 'INSUFFICIENT_DATA', reason: '' });
  source.put({ name: 'api-down', since, state: 'ALARM', severity: 'sev1', muted: true });
  for (let index = 1; index < more; index += 1) {
    source.put({ name: `spare-${index}`, since, state: 'INSUFFICIENT_DATA' });
  }
  const [stdout, stderr] = [terminal(columns ?? 80), terminal(columns ?? 80)];
  const streams = columns === undefined ? {} : { stdout, stderr };
  const host = createTestHost({
    ...{ argv: ['alarms', 'tail', ...argv], clock, env: { TERM: 'xterm', NO_COLOR: '1' } },
    ...streams,
  });
  const deps = { source, clock, cursor: null, fraction: () => 0.5 };
  const following = {
    deps: { ...deps, release: async () => '0.1.0+4faa961' },
    zone: zoneOf('Europe/Berlin') ?? utc,
    close: async () => undefined,
  };
  const wiring = { following: async () => following } as unknown as Wiring;
  const running = runCli(host, [alarmsTail as unknown as Command], '1', () => wiring);
  const interrupt = () => host.interrupt(new CatopsError('interrupted', 'Stopped.'));
  await story?.({ source, clock, interrupt });
  const exit = await running;
  const [out, err] =
    columns === undefined ? [host.out(), host.err()] : [stdout.text(), stderr.text()];
  return { exit, out, err, source };
}

const fires: Scene['story'] = async ({ source, clock }) => {
  await clock.sleep(20_000);
  source.change('error-share', 'ALARM', { reason: '7.0 > 1 for 2/2 × 60s', value: 7 });
  await clock.sleep(4 * minute);
  source.change('error-share', 'OK', { reason: '0.1 > 1 for 0/2 × 60s', value: 0.1 });
};

describe('alarms tail', () => {
  it('appends a line a change for a person, in their zone, and leaves a clean terminal', async () => {
    const { exit, out, err } = await tail({ argv: ['--for', '6m'], columns: 200, story: fires });
    expect(exit).toBe(0);
    expect(out.split('\n')).toEqual([
      '05:02:14  ✖ ALARM   api-down                      for 11 min  0.2 > 1 for 0/2 × 60s  error-share  sev1  muted',
      '05:02:14  ◆ NODATA  cats-queue-age                for 11 min  0.2, threshold 1  error-share  sev2',
      '1 firing · 1 no data · 1 ok',
      '05:14:20  ✖ ALARM   error-share                   OK → ALARM       7.0 > 1 for 2/2 × 60s  error-share  sev2  runbook error-share  release 0.1.0+4faa961',
      '05:18:20  ✔ OK      error-share                   ALARM → OK       after 4 min  0.1 > 1 for 0/2 × 60s  error-share  sev2  runbook error-share  release 0.1.0+4faa961',
      '',
    ]);
    expect(err).toContain(
      'Following Fake, a look every 15 s; times of Europe/Berlin (CEST, UTC+2).',
    );
    const erase = '\r\u001b[2K';
    const foot = ' 2 firing · 1 no data · 0 ok   next look in 15 s   Ctrl-C ends';
    expect(err.split(erase)).toContain(foot);
    // The last thing on the foot's line is that it is taken away.
    expect(err.endsWith(`${erase}2 changes in 24 looks, 96 calls.\n`)).toBe(true);
  });

  it.each([40, 80])('breaks lines between fields on a terminal of %d columns', async (columns) => {
    const { out } = await tail({ argv: ['--for', '6m'], columns, story: fires });
    const lines = out.split('\n');
    expect(Math.max(...lines.map(cellWidth))).toBeLessThanOrEqual(columns);
    expect(lines.filter((line) => /^\d\d:\d\d:\d\d {2}[✖✔◆]/.test(line))).toHaveLength(4);
    expect(out).toContain('runbook error-share');
  });

  it('writes whole lines with ISO times into a pipe, without colour or foot', async () => {
    const { out, err } = await tail({ argv: ['--for', '6m'], story: fires });
    expect(out).toContain(
      '2026-09-12T03:14:20.000Z  ✖ ALARM   error-share  OK → ALARM       7.0 > 1 for 2/2 × 60s  error-share  sev2  runbook error-share  release 0.1.0+4faa961\n',
    );
    expect(`${out}${err}`).not.toContain('\u001b');
  });

  it('gives a program the very texts, and a terminal nothing to obey', async () => {
    const reason = 'x\u001b]0;owned\u0007\ny\u009b31m \u202ecba\u2028z';
    const story: Scene['story'] = async ({ source, clock }) => {
      await clock.sleep(20_000);
      source.change('cats\u001b[2J-queue-age', 'ALARM', { reason });
    };
    const { out } = await tail({ argv: ['--for', '1m', '--json'], story });
    const lines = out.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)[1]).toMatchObject({
      ...{ alarm: 'cats\u001b[2J-queue-age', reason },
    });
    expect(lines.map(printable)).toEqual(lines);
    const shown = await tail({ argv: ['--for', '1m'], columns: 80, story });
    const [last] = shown.out.trimEnd().split('\n').slice(-2);
    expect(last).toBe(printable(String(last)));
  });

  it('is ASCII alone when asked', async () => {
    const { out } = await tail({ argv: ['--for', '6m', '--ascii'], columns: 120, story: fires });
    expect(out).toMatch(/^[\n\u0020-\u007e]*$/);
    expect(out).toContain('! ALARM   error-share                   OK -> ALARM');
  });

  it('writes one JSON object a line, and beats each minute', async () => {
    const argv = ['--for', '330s', '--json', '--heartbeat'];
    const { out } = await tail({ argv, story: fires });
    const records = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(records[0]).toMatchObject({
      ...{ schema: 'catops.alarms-standing/v1', watched: true, firing: 1, noData: 1, ok: 1 },
    });
    const [beat] = records.filter((record) => JSON.stringify(record).includes('heartbeat'));
    expect(beat).toMatchObject({ schema: 'catops.alarm-heartbeat/v1', answered: true, firing: 2 });
    const [change] = records.filter((record) => JSON.stringify(record).includes('alarm-change'));
    expect(change).toEqual({
      ...{ schema: 'catops.alarm-change/v1', seq: 1, time: '2026-09-12T03:14:20.000Z' },
      ...{ alarm: 'error-share', type: 'metric', from: 'OK', to: 'ALARM', source: 'history' },
      ...{ reason: '7.0 > 1 for 2/2 × 60s', value: 7, threshold: 1, lastedSeconds: 98_060 },
      ...{ metric: 'error-share', severity: 'sev2', runbook: 'error-share', muted: false },
      ...{ arn: null, release: '0.1.0+4faa961' },
    });
    expect(records).toHaveLength(1 + 2 + 5);
  });

  it('ends with 130 and sums up on Ctrl-C, without a word on standard output', async () => {
    const story: Scene['story'] = async ({ clock, interrupt }) => {
      await clock.sleep(minute);
      interrupt();
    };
    const { exit, out, err } = await tail({ argv: ['--json'], story });
    expect([exit, out.split('\n').length]).toEqual([130, 2]);
    expect(err).toBe('0 changes in 4 looks, 16 calls.\n');
  });

  it('says how alarms stand and ends, when asked once', async () => {
    const { exit, out, source } = await tail({ argv: ['--once', '--state', 'alarm'] });
    expect([exit, out.split('\n').length]).toEqual([0, 3]);
    expect(source.calls.filter((call) => call === 'alarms')).toHaveLength(1);
  });

  it.each([
    [5, [], 8],
    [6, [], 4],
    [6, ['--state', 'nodata'], 8],
  ])('folds what has no data when there is much: %d more, %j', async (more, flags, lines) => {
    const { out } = await tail({ argv: ['--once', ...flags], more });
    expect(out.split('\n')).toHaveLength(lines);
    expect(out.includes('catops alarms list --state nodata')).toBe(lines === 4);
  });

  it('says what is wrong with the service once, and ends with 4 for refused credentials', async () => {
    const hint = 'aws sso login';
    const story: Scene['story'] = async ({ source, clock }) => {
      await clock.sleep(minute);
      source.fail(new CatopsError('vendor-throttled', 'Rate exceeded.'));
      await clock.sleep(5 * minute);
      source.fail(new CatopsError('credential-refused', 'The token has expired.', { hint }));
    };
    const { exit, err } = await tail({ argv: [], story });
    expect(exit).toBe(4);
    expect(err.split('\n')).toEqual([
      'Rate exceeded. Asked more slowly from now on, until Fake takes it again.',
      'The token has expired. Tried again for 5 min, should they be renewed.',
      'catops: The token has expired.',
      'Try: aws sso login',
      expect.stringMatching(/^0 changes in \d+ looks, \d+ calls\.$/),
      '',
    ]);
  });

  it('does nothing with --dry-run but say what it would do', async () => {
    const argv = ['--dry-run', '--json', '--since', '2h', '--exec', 'true', '--open-incident'];
    const { out, source } = await tail({ argv });
    expect(JSON.parse(out)).toEqual({
      ...{ schema: 'catops.alarms-tail/v1', dryRun: true, everySeconds: 15, mostCallsAMinute: 60 },
      ...{ since: '2026-09-12T01:14:00.000Z', forSeconds: null, cursor: null },
      ...{ exec: 'true', openIncident: true },
    });
    expect(source.calls).toEqual([]);
  });

  it.each([
    [['--interval', '1s'], '--interval: write 5 s to 1 h.'],
    [['--for', 'long'], '--for: "long" is not a time such as 10m.'],
    [['--since', 'sometime'], '--since: "sometime" is no time.'],
    [['--name-regex', '('], '--name-regex: Invalid regular expression'],
    [['--state', 'red'], '--state: "red" is none of alarm, nodata, ok.'],
  ])('refuses %j in one sentence', async (argv, sentence) => {
    const { exit, out, err } = await tail({ argv });
    expect([exit, out]).toEqual([2, '']);
    expect(err).toContain(sentence);
  });
});
