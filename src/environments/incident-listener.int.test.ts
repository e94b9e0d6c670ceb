import { afterEach, beforeEach, expect, it } from 'vitest';
import { createIncidentWorld, type IncidentWorld } from '../incidents/testing/incident-world.js';
import type { ToldChange } from './change-listener.js';
import { createIncidentListener } from './incident-listener.js';

let world: IncidentWorld;
beforeEach(async () => {
  world = await createIncidentWorld();
});
afterEach(() => world.remove());

const told = (): ToldChange => ({
  ...{ environment: 'cat-api-prod', kind: 'deploy', actor: 'alice@example.org', step: 'started' },
  ...{ at: new Date(world.clock.now()).toISOString(), from: 'v1', to: 'v2' },
  summary: 'Deploy v2 to cat-api-prod (was v1)',
});

it('writes a change into the timeline of the incident that is open', async () => {
  const { id } = (await world.open({ severity: 'sev3' })).incident;
  const listener = createIncidentListener(world.deps);
  expect(await listener.tell(told(), world.signal)).toBeNull();
  const { entries } = await world.deps.store.read(id);
  expect(entries.filter(({ source }) => source === 'deploys')).toMatchObject([
    {
      kind: 'note',
      text: 'Deploy v2 to cat-api-prod (was v1)',
      actor: { id: 'alice@example.org' },
    },
  ]);
});

it('says nothing where no incident is open, and in a sentence what went wrong', async () => {
  const listener = createIncidentListener(world.deps);
  expect(await listener.tell(told(), world.signal)).toBeNull();
  const store = { ...world.deps.store, open: () => Promise.reject(new Error('no disk')) };
  const broken = createIncidentListener({ ...world.deps, store });
  expect(await broken.tell(told(), world.signal)).toBe('no disk');
});
