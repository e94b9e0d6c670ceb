import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acknowledge } from './acknowledge.js';
import { cancel } from './end-incident.js';
import { alice } from './testing/fake-on-call.js';
import { badCredential, refused } from './testing/faults.js';
import { createIncidentWorld, type IncidentWorld } from './testing/incident-world.js';
import { type AckEvent, waitForAck } from './wait-for-ack.js';

// Looks cost a disk something: a level has so long here, which is three of them.
const levelMs = 12_000;
let world: IncidentWorld;
beforeEach(async () => {
  world = await createIncidentWorld();
});
afterEach(() => world.remove());

async function paged() {
  const { incident } = await world.open({ page: true });
  const events: AckEvent[] = [];
  const wait = (upTo = 2) =>
    waitForAck(
      world.deps,
      { id: incident.id, waitMs: levelMs, upTo },
      world.onEvent,
      (event) => void events.push(event),
      world.signal,
    );
  const level = () => world.onCall.pages[0]?.level;
  return { incident, wait, level, events };
}

/** Somebody does something after so long. */
const later = (ms: number, act: () => unknown) => void world.clock.sleep(ms).then(act);

describe('waiting for an acknowledgement', () => {
  it('ends within a look of the acknowledgement, and wakes nobody else', async () => {
    const { incident, wait, level } = await paged();
    const at = new Date(world.clock.now() + 8000).toISOString();
    later(8000, () => world.onCall.humanAcknowledges(incident.dedupKey, at, 'Alice'));
    const ended = await wait();
    expect(ended).toMatchObject({ exit: 'ok', acknowledged: { by: 'Alice', at }, level: 1 });
    expect(ended.phones).toBeNull();
    expect(ended.waitedMs - 8000).toBeLessThanOrEqual(5000);
    expect(level()).toBe(1);
  });

  it('wakes the next level when the time is over, and waits for that one as long', async () => {
    const { incident, wait, level, events } = await paged();
    const at = new Date(world.clock.now() + levelMs + 4000).toISOString();
    later(levelMs + 4000, () => world.onCall.humanAcknowledges(incident.dedupKey, at, 'Bob'));
    const ended = await wait();
    expect([ended.exit, ended.level, level()]).toEqual(['ok', 2, 2]);
    expect(ended.acknowledged?.by).toBe('Bob');
    expect(events.filter(({ kind }) => kind !== 'unseeing')).toEqual([
      { kind: 'waiting', level: 1, waitMs: levelMs },
      { kind: 'escalating', level: 2, waitMs: levelMs },
      { kind: 'waiting', level: 2, waitMs: levelMs },
    ]);
    const said = ended.incident.entries.flatMap((entry) =>
      entry.kind === 'note' ? entry.text : [],
    );
    expect(said).toEqual(['Escalated to level 2: nobody has acknowledged']);
  });

  it('answers no, with the telephone numbers, when nobody has acknowledged in the end', async () => {
    const { wait, level } = await paged();
    const ended = await wait(3);
    expect([ended.exit, ended.acknowledged, ended.level, level()]).toEqual(['no', null, 3, 3]);
    expect(ended.waitedMs).toBe(3 * levelMs);
    expect(ended.phones?.people).toEqual([alice]);
  });

  it('is content with an acknowledgement that is given here', async () => {
    const { incident, wait, level } = await paged();
    later(4000, () => acknowledge(world.deps, { id: incident.id }, world.onEvent, world.signal));
    const ended = await wait();
    expect([ended.exit, ended.acknowledged?.by, level()]).toEqual(['ok', 'ann@example.com', 1]);
  });

  it('ends with the incident', async () => {
    const { incident, wait, level } = await paged();
    const input = { id: incident.id, as: 'false-alarm', reason: 'a test' } as const;
    later(4000, () => cancel(world.deps, input, world.onEvent, world.signal));
    const ended = await wait();
    expect([ended.exit, ended.acknowledged, level()]).toEqual(['ok', null, 1]);
    expect(ended.incident.state).toBe('cancelled');
  });

  it('goes on paging while the vendor is away, and then waits for its answer', async () => {
    world.onCall.always('*', refused);
    const { incident, wait } = await paged();
    expect(world.onCall.pages).toEqual([]);
    const at = new Date(world.clock.now() + 9000).toISOString();
    later(4000, () => world.onCall.heal());
    later(9000, () => world.onCall.humanAcknowledges(incident.dedupKey, at, 'Alice'));
    const ended = await wait();
    expect([ended.exit, ended.acknowledged?.by, world.onCall.pages.length]).toEqual([
      'ok',
      'Alice',
      1,
    ]);
  });

  it.each([
    ['is away', refused],
    ['does not let us in', badCredential],
  ])('says 5 when the next level cannot be woken because the vendor %s', async (_, fault) => {
    const { wait } = await paged();
    world.onCall.always('escalate', fault);
    const ended = await wait();
    expect([ended.exit, ended.level, ended.phones?.people]).toEqual(['upstream', 1, [alice]]);
  });

  it('says once that it cannot see an acknowledgement, and does not say that there was none', async () => {
    const { incident, wait, level, events } = await paged();
    world.onCall.always('find', badCredential);
    const ended = await wait();
    const error = { code: 'credential', message: 'HTTP 401 invalid token', hint: 'catops doctor' };
    expect(events.filter(({ kind }) => kind === 'unseeing')).toEqual([
      { kind: 'unseeing', id: incident.id, error },
    ]);
    expect([ended.exit, ended.unread, level()]).toEqual(['upstream', error, 2]);
  });

  it('stops with the command, and the page stays', async () => {
    const { incident } = await paged();
    const stop = new AbortController();
    later(4000, () => stop.abort(new Error('Ctrl-C')));
    const input = { id: incident.id, waitMs: levelMs, upTo: 2 };
    await expect(
      waitForAck(world.deps, input, world.onEvent, () => {}, stop.signal),
    ).rejects.toThrow('Ctrl-C');
    expect(world.onCall.pages).toMatchObject([{ status: 'triggered', level: 1 }]);
  });
});
