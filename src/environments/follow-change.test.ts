import { describe, expect, it } from 'vitest';
import { CatopsError } from '../platform/errors.js';
import { environmentEvent as event, onVersions } from '../testing/environment-looks.js';
import { type ScriptStep, scriptedEnvironments } from '../testing/scripted-environments.js';
import { createVirtualClock } from '../testing/virtual-clock.js';
import { openWindow, takeFresh } from './event-window.js';
import { type FollowEvent, followChange } from './follow-change.js';
import { beginWatch, usualLimits } from './watch.js';

const quiet = new AbortController().signal;
const updating = { state: 'updating', version: 'v2' } as const;
const deployed = { state: 'ready', version: 'v2', instances: onVersions('v2', 'v2') } as const;

/** Follows a deployment of v2 that goes as written. */
async function follow(script: readonly ScriptStep[], signal = quiet) {
  const clock = createVirtualClock();
  const environments = scriptedEnvironments(clock, { script });
  const seen: FollowEvent[] = [];
  const { requestId } = await environments.update('cat-api-prod', { version: 'v2' }, signal);
  const watch = beginWatch({ kind: 'version', version: 'v2' }, usualLimits, 0, { requestId });
  const window = openWindow('2026-09-12T03:00:00.000Z');
  const followed = await followChange(
    { environments, clock, random: () => 0.5 },
    { name: 'cat-api-prod', watch, window },
    (each) => seen.push(each),
    signal,
  );
  return { followed, seen, looks: environments.looks };
}

const troubles = (seen: readonly FollowEvent[]) =>
  seen.flatMap((each) => (each.kind === 'trouble' ? [each.trouble] : []));

describe('following an update', () => {
  it('looks every 5 to 7.5 s, shows each event once, and ends with the verdict', async () => {
    const twins = [event({ message: 'a' }), event({ message: 'b' })];
    const { followed, seen, looks } = await follow([
      { at: 1, status: updating },
      ...twins.map((each) => ({ at: 2, event: each })),
      { at: 40, status: deployed },
    ]);
    expect(followed.ending).toEqual({ kind: 'done', proof: 'instances' });
    expect(looks[1]).toBe(6250);
    const shown = seen.flatMap((each) => (each.kind === 'event' ? [each.event.message] : []));
    expect(shown).toEqual(['a', 'b']);
  });

  it('is never failed by being throttled: it asks half as often each time, and says so once', async () => {
    const busy = new CatopsError('vendor-throttled', 'busy');
    const { followed, seen, looks } = await follow([
      { at: 1, status: updating },
      { at: 10, fault: busy },
      { at: 600, status: deployed, fault: null },
    ]);
    expect(followed.ending.kind).toBe('done');
    expect(troubles(seen)).toEqual(['throttled', null]);
    const gaps = looks.slice(1).map((at, i) => at - (looks[i] ?? 0));
    expect(gaps.slice(0, 7)).toEqual([6250, 6250, 12_500, 25_000, 50_000, 75_000, 75_000]);
  });

  it('outlives a network that is away, until its own time is over', async () => {
    const away = new CatopsError('vendor-unreachable', 'away');
    const back = await follow([
      { at: 1, status: updating },
      { at: 10, fault: away },
      { at: 900, status: deployed, fault: null },
    ]);
    expect(back.followed.ending.kind).toBe('done');
    const lost = await follow([
      { at: 1, status: updating },
      { at: 10, fault: away },
    ]);
    expect(lost.followed.ending).toEqual({ kind: 'still-updating' });
    expect(lost.followed.tookMs).toBeGreaterThanOrEqual(1_800_000);
  });

  it('gives refused credentials five minutes to be renewed', async () => {
    const expired = new CatopsError('credential-refused', 'expired');
    const renewed = await follow([
      { at: 1, status: updating },
      { at: 10, fault: expired },
      { at: 250, status: deployed, fault: null },
    ]);
    expect(troubles(renewed.seen)).toEqual(['credential', null]);
    await expect(follow([{ at: 1, fault: expired }])).rejects.toBe(expired);
  });

  it('lets a bug and an unknown name through', async () => {
    const bug = new TypeError('a bug');
    await expect(follow([{ at: 0, fault: bug }])).rejects.toBe(bug);
  });

  it('ends with the signal', async () => {
    const controller = new AbortController();
    const reason = new Error('Ctrl-C');
    setImmediate(() => controller.abort(reason));
    await expect(follow([], controller.signal)).rejects.toBe(reason);
  });
});

describe('a window of events', () => {
  it('shows each once, late ones too, and forgets what cannot come back', () => {
    const at = (time: string, message: string) => event({ at: `2026-09-12T${time}.000Z`, message });
    const first = takeFresh(openWindow('2026-09-12T03:00:00.000Z'), [
      at('03:10:00', 'b'),
      at('03:01:00', 'a'),
    ]);
    expect(first.fresh.map(({ message }) => message)).toEqual(['a', 'b']);
    expect(first.window.from).toBe('2026-09-12T03:05:00.000Z');
    const again = takeFresh(first.window, [at('03:06:00', 'late'), at('03:10:00', 'b')]);
    expect(again.fresh.map(({ message }) => message)).toEqual(['late']);
    expect(again.window.seen.size).toBe(2);
    expect(takeFresh(again.window, []).window.from).toBe(again.window.from);
  });
});
