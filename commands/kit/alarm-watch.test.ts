import { describe, expect, it } from 'vitest';
import { CatopsError } from '../../src/platform/errors.js';
import { utc } from '../../src/platform/zone.js';
import { createFakeAlarmSource } from '../../src/testing/fake-alarm-source.js';
import { createTestHost } from '../../src/testing/test-host.js';
import { createVirtualClock, type VirtualClock } from '../../src/testing/virtual-clock.js';
import { alarmsWatch } from '../alarms/watch.js';
import type { BoardKey, BoardState } from '../views/alarm-board-state.js';
import { showBoard } from './alarm-watch.js';
import type { Command } from './command.js';
import { runCli } from './run-cli.js';
import type { Wiring } from './wiring.js';

/** A board without a screen: what it draws is kept, and keys are pressed by the story. */
async function board(story: (scene: Scene) => Promise<void>) {
  const clock = createVirtualClock();
  const source = createFakeAlarmSource({ clock });
  source.put({ name: 'queue-age' });
  source.put({ name: 'error-share', state: 'ALARM', severity: 'sev1', runbook: 'no-such-runbook' });
  const host = createTestHost({ argv: [], clock });
  const wiring = {
    runbookFolders: () => ['/nowhere'],
    incidents: () => Promise.reject(new CatopsError('local-store-unwritable', 'No disk.')),
  } as unknown as Wiring;
  const deps = { source, clock, cursor: null, release: async () => null, fraction: () => 0.5 };
  const following = { deps, zone: utc, close: async () => undefined };
  const filter = { prefix: null, types: [], name: null, states: [] };
  const request = { everyMs: 15_000, filter, since: null, forMs: null, heartbeatMs: null };
  const drawn: BoardState[] = [];
  let press: Scene['press'] = () => undefined;
  let closed = 0;
  const ended = showBoard({ host, wiring }, { following, request }, (first, onKey) => {
    drawn.push(first);
    press = onKey;
    const close = async () => {
      closed += 1;
    };
    return { draw: (state) => void drawn.push(state), close };
  });
  await story({ clock, source, press: (key) => press(key), last: () => drawn.at(-1) ?? null });
  const why = await ended;
  return { why, closed, source, last: drawn.at(-1) };
}

interface Scene {
  readonly clock: VirtualClock;
  readonly source: ReturnType<typeof createFakeAlarmSource>;
  press(key: BoardKey): void;
  last(): BoardState | null;
}

describe('the board of alarms, as it runs', () => {
  it('shows the alarms with the curves of those that are not OK, and ends with q', async () => {
    const { why, closed, source, last } = await board(async ({ clock, press }) => {
      await clock.sleep(60_000);
      press({ char: 'q' });
    });
    expect([why, closed]).toEqual(['quit', 1]);
    expect(last?.alarms.map(({ name }) => name)).toEqual(['queue-age', 'error-share']);
    expect([...(last?.series.keys() ?? [])]).toEqual(['error-share']);
    // A curve is asked for once a minute.
    expect(source.calls.filter((call) => call === 'series').length).toBeLessThanOrEqual(2);
  });

  it('reads history when an alarm is opened, and goes on without its runbook', async () => {
    await board(async ({ clock, source, press, last }) => {
      await clock.sleep(20_000);
      source.change('error-share', 'OK');
      source.change('error-share', 'ALARM');
      press('enter');
      // The runbook is looked for on the real disk.
      await expect
        .poll(() => last()?.detail)
        .toMatchObject({
          name: 'error-share',
          changes: [{ to: 'ALARM' }, { to: 'OK' }],
          steps: [],
        });
      press('interrupt');
    });
  });

  it('says so when no incident could be opened', async () => {
    const { why } = await board(async ({ clock, press, last }) => {
      await clock.sleep(20_000);
      press({ char: 'o' });
      press({ char: 'y' });
      await clock.sleep(5000);
      expect(last()?.note).toContain('No disk.');
      press('interrupt');
    });
    expect(why).toBe('interrupted');
  });

  it('ends with the error that ended following', async () => {
    const refused = new CatopsError('credential-refused', 'Expired.');
    const { why, closed } = await board(async ({ clock, source }) => {
      await clock.sleep(20_000);
      source.fail(refused);
      await clock.sleep(6 * 60_000);
    });
    expect([why, closed]).toEqual([refused, 1]);
  });

  it.each([[[]], [['--json']]])('is refused where nothing can be drawn on, %j', async (flags) => {
    const host = createTestHost({ argv: ['alarms', 'watch', ...flags] });
    const list = [alarmsWatch as unknown as Command];
    const exit = await runCli(host, list, '1', () => ({}) as Wiring);
    expect([exit, host.err()]).toEqual([
      2,
      `catops: The board needs a terminal to draw on.\nTry: catops alarms tail${flags.length > 0 ? ' --json' : ''}\n`,
    ]);
  });
});
