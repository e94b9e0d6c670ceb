import { expect, it } from 'vitest';
import { incidentKeyOf } from '../incidents/alarm-key.js';
import { openIncident } from '../incidents/open-incident.js';
import { createIncidentWorld } from '../incidents/testing/incident-world.js';
import { createIncidentWitness } from './incident-witness.js';

it('sees the page of an incident that an alarm opened, and of no other one', async () => {
  const off = { kind: 'absent', why: 'off', reason: 'It is not needed here.', hint: '' } as const;
  const world = await createIncidentWorld({
    // Each of them writes to the disk several times.
    targets: { chat: off, board: off, publicBoard: off },
  });
  const { deps, clock, onEvent, signal } = world;
  const from = new Date(clock.now()).toISOString();
  const witness = createIncidentWitness(deps);
  expect(await witness.pages('error-share', from, signal)).toEqual([]);
  const input = {
    title: 'It fails. (error-share)',
    severity: 'sev1',
    key: incidentKeyOf('api-unusable', from),
  } as const;
  const { incident } = await openIncident(deps, input, onEvent, signal);
  const page = { ok: true, says: `${incident.id} paged on-call.` };
  // By the alarm that fired, and by the one it pages through.
  expect(await witness.pages('error-share', from, signal)).toMatchObject([page]);
  expect(await witness.pages('api-unusable', from, signal)).toMatchObject([page]);
  expect(await witness.pages('queue-age', from, signal)).toEqual([]);
  const later = new Date(clock.now() + 60_000).toISOString();
  expect(await witness.pages('error-share', later, signal)).toEqual([]);
  await openIncident(
    deps,
    { ...input, severity: 'sev4', key: incidentKeyOf('queue-age', from) },
    onEvent,
    signal,
  );
  expect(await witness.pages('queue-age', from, signal)).toMatchObject([
    { ok: true, says: expect.stringContaining('its severity wakes nobody') },
  ]);
  await world.remove();
});
