import { expect, it } from 'vitest';
import type { ChangeRecord } from './change-record.js';
import { createDeploySource } from './deploy-source.js';

const quiet = new AbortController().signal;
const record = (at: string, given: Partial<ChangeRecord> = {}): ChangeRecord => ({
  ...{ id: at, environment: 'cat-api-prod', kind: 'deploy', actor: 'alice', from: 'v1', to: 'v2' },
  ...{ at, wasHealthy: true, summary: 'Deploy v2 to cat-api-prod (was v1)', ended: 'done' },
  ...given,
});
const range = { from: '2018-11-15T08:00:00.000Z', to: '2018-11-15T12:00:00.000Z' };
const changes = (all: () => Promise<readonly ChangeRecord[]>) =>
  createDeploySource({
    all,
    of: async () => [],
    write: async () => {},
    hold: async () => null,
  }).changes(range, quiet);

it('names what was changed in that time, newest first, and what failed', async () => {
  const records = [
    record('2018-11-14T03:10:00.000Z'),
    record('2018-11-15T09:00:00.000Z', { ended: 'reverted' }),
    record('2018-11-15T10:00:00.000Z', { kind: 'scale', to: null, summary: 'Scale' }),
  ];
  const found = await changes(async () => records);
  expect(found).toMatchObject({
    kind: 'found',
    items: [
      { ref: 'cat-api-prod', summary: 'Scale' },
      { ref: 'v2', summary: 'Deploy v2 to cat-api-prod (was v1): reverted' },
    ],
  });
});

it('says that there is no record, or that none can be read', async () => {
  expect(await changes(async () => [])).toMatchObject({ kind: 'absent' });
  const broken = await changes(() => Promise.reject(new Error('no disk')));
  expect(broken).toEqual({ kind: 'absent', reason: 'no disk' });
});
