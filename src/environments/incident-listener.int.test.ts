import { afterEach, beforeEach, expect, it } from 'vitest';
import { createIncidentWorld, type IncidentWorld } from '../incidents/testing/incident-world.js';
import type { ToldChange } from './change-listener.js';
import { createIncidentListener } from './incident-listener.js';

let world: IncidentWorld;
let closed: number;
beforeEach(async () => {
  world = await createIncidentWorld();
  closed = 0;
});
afterEach(() => world.remove());

const told = (): ToldChange => ({
  ...{ environment: 'cat-api-prod', kind: 'deploy', actor: 'alice@example.org', step: 'started' },
  ...{ at: new Date(world.clock.now()).toISOString(), from: 'v1', to: 'v2' },
  summary: 'Deploy v2 to cat-api-prod (was v1)',
});

/** What the fake vendors are asked is what would be sent. */
const rehearse = async () => ({
  ...{ deps: world.deps, onEvent: () => {} },
  requests: () =>
    world.chat.replies().map(({ text }) => ({
      ...{ target: 'chat', does: 'reply', method: 'POST', url: '', body: text },
    })),
  close: async () => {
    closed += 1;
  },
});

it('writes a change into the timeline of the incident that is open', async () => {
  const { id } = (await world.open({ severity: 'sev3' })).incident;
  const listener = createIncidentListener(world.deps, rehearse);
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

it('knows what it would send to chat and board of the incident that is open', async () => {
  await world.open({ severity: 'sev3' });
  const listener = createIncidentListener(world.deps, rehearse);
  const requests = await listener.requests(told(), world.signal);
  expect(requests.map(({ body }) => body)).toEqual([
    expect.stringContaining('Deploy v2 to cat-api-prod (was v1)'),
  ]);
  expect(closed).toBe(1);
});

it('says nothing where no incident is open, and in a sentence what went wrong', async () => {
  const listener = createIncidentListener(world.deps, rehearse);
  expect(await listener.tell(told(), world.signal)).toBeNull();
  expect([await listener.requests(told(), world.signal), closed]).toEqual([[], 0]);
  const store = { ...world.deps.store, open: () => Promise.reject(new Error('no disk')) };
  const broken = createIncidentListener({ ...world.deps, store }, rehearse);
  expect(await broken.tell(told(), world.signal)).toBe('no disk');
});
