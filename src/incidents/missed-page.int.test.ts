import { afterEach, describe, expect, it } from 'vitest';
import { workOffOutbox } from '../alarms/work-off-outbox.js';
import { acknowledge } from './acknowledge.js';
import { openIncident } from './open-incident.js';
import { sync } from './sync.js';
import { createIncidentWorld, type IncidentWorld } from './testing/incident-world.js';

let world: IncidentWorld;
afterEach(() => world.remove());

/** An incident of which nobody could be told, and the same machine after the key was set. */
async function missed() {
  world = await createIncidentWorld();
  const absent = {
    kind: 'absent',
    why: 'credential',
    reason: 'PagerDuty is not set up.',
    hint: 'Set its key.',
  } as const;
  const targets = { ...world.deps.targets, onCall: absent };
  const input = { title: '5xx', severity: 'sev1' } as const;
  const opened = await openIncident({ ...world.deps, targets }, input, world.onEvent, world.signal);
  expect([opened.exit, world.onCall.pages.length]).toEqual(['upstream', 0]);
  return opened.incident.id;
}

const synced = () => sync(world.deps, { wait: true }, world.onEvent, world.signal);

describe('a page that could not be sent because on-call was not set up', () => {
  it('is sent once when it is', async () => {
    await missed();
    expect((await synced()).exit).toBe('ok');
    await synced();
    expect(world.onCall.pages).toHaveLength(1);
  });

  it('is sent by whoever works off what is owed, too', async () => {
    await missed();
    await workOffOutbox(world.deps, world.onEvent, world.signal);
    expect(world.onCall.pages).toHaveLength(1);
  });

  it('is not sent to somebody who is on it, nor hours later', async () => {
    const id = await missed();
    await acknowledge(world.deps, { id }, world.onEvent, world.signal);
    await synced();
    await world.remove();
    await missed();
    world.clock.advance(61 * 60_000);
    await synced();
    expect(world.onCall.pages).toEqual([]);
  });
});
