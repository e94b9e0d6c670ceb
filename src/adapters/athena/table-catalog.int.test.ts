import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { applyInit } from '../../rollups/init/apply-init.js';
import { type InitPlan, planInit } from '../../rollups/init/plan-init.js';
import { tables } from '../../rollups/tables.js';
import { stubAwsEnvironment } from '../../testing/aws-environment.js';
import { createTestClock } from '../../testing/test-host.js';
import { type LoopbackAthena, startLoopbackAthena } from './loopback/server.js';
import { testWorkGroup } from './loopback/state.js';
import { createTableCatalog } from './table-catalog.js';

const quiet = new AbortController().signal;
const input = {
  workGroup: 'catops',
  database: 'catops',
  logs: 's3://cat-logs/access',
  rollups: 's3://cat-logs/rollups',
  since: '2018-01-01',
};
const all = ['catops', 'access_log', ...Object.keys(tables)];

let vendor: LoopbackAthena;

beforeAll(() => stubAwsEnvironment());
afterAll(() => vi.unstubAllEnvs());
beforeEach(async () => {
  vendor = await startLoopbackAthena(() =>
    Promise.reject(new Error('Only declarations are expected.')),
  );
  vendor.databases.clear();
});
afterEach(async () => {
  await vendor.close();
  vendor.verify();
});

const catalog = () =>
  createTableCatalog({
    endpoint: vendor.url,
    workGroup: 'catops',
    database: 'catops',
    clock: createTestClock(),
    random: () => 0.5,
  });
const plan = () => planInit(catalog(), input, quiet);
const apply = async (given: InitPlan) =>
  (await applyInit(catalog(), given, quiet, () => undefined)).map(({ name }) => name);
const states = ({ steps }: InitPlan) => new Set(steps.map(({ state }) => state));

describe('declaring the tables', () => {
  it('is planned without changing anything', async () => {
    const planned = await plan();
    expect(planned.place).toBe('Athena, workgroup catops, database catops');
    expect(planned.steps.map(({ name }) => name)).toEqual(all);
    expect([states(planned), planned.problems, planned.possible]).toEqual([
      new Set(['missing']),
      [],
      true,
    ]);
    expect(vendor.queries).toEqual([]);
  });

  it('declares what is missing, and nothing the second time', async () => {
    expect(await apply(await plan())).toEqual(all);
    const again = await plan();
    expect(states(again)).toEqual(new Set(['present']));
    expect(await apply(again)).toEqual([]);
    expect(vendor.queries).toHaveLength(all.length);
  });

  it('gives a table of an older release the columns it lacks', async () => {
    await apply(await plan());
    const table = vendor.databases.get('catops')?.get('access_log');
    for (const column of ['cause', 'image_id'])
      Reflect.deleteProperty(table?.columns ?? {}, column);
    const planned = await plan();
    const older = planned.steps.filter(({ state }) => state !== 'present');
    expect(older.map(({ name, change }) => [name, change])).toEqual([
      [
        'access_log',
        'ALTER TABLE `catops`.`access_log` ADD COLUMNS (`cause` string, `image_id` string)',
      ],
    ]);
    expect(await apply(planned)).toEqual(['access_log']);
    expect(states(await plan())).toEqual(new Set(['present']));
  });

  it.each([
    ['another place', { location: 's3://others/access/' }, 'It reads s3://others/access/'],
    ['other partitions', { partitions: ['dt'] }, 'It is partitioned by dt, not dt, hour.'],
    ['a column of another type', { columns: { status: 'string' } }, 'Its column status is string'],
  ])('leaves a table with %s alone, and everything else', async (_, given, says) => {
    const table = { columns: {}, partitions: ['dt', 'hour'], location: 's3://cat-logs/access/' };
    vendor.databases.set('catops', new Map([['access_log', { ...table, ...given }]]));
    const planned = await plan();
    const step = planned.steps.find(({ name }) => name === 'access_log');
    expect([step?.state, step?.change, planned.possible]).toEqual(['different', null, false]);
    expect(step?.says).toContain(says);
    await expect(apply(planned)).rejects.toMatchObject({ code: 'config-invalid' });
    expect(vendor.queries).toEqual([]);
  });

  it.each([
    ['is not there', [], 'workgroup', true],
    ['is disabled', [{ ...testWorkGroup, enabled: false }], 'workgroup', true],
    ['has no place for results', [{ ...testWorkGroup, results: null }], 'results', true],
    [
      'runs an old engine',
      [{ ...testWorkGroup, engine: 'Athena engine version 2' }],
      'engine',
      true,
    ],
    ['has no cut-off', [{ ...testWorkGroup, cutOffBytes: null }], 'cut-off', false],
    ['does not enforce it', [{ ...testWorkGroup, enforced: false }], 'cut-off', false],
  ])('says when the workgroup %s, and how to mend it', async (_, groups, check, stops) => {
    vendor.workGroups.splice(0, 1, ...groups);
    const planned = await plan();
    expect(planned.problems).toEqual([
      expect.objectContaining({ check, stops, mend: expect.stringContaining('aws athena ') }),
    ]);
    expect(planned.possible).toBe(!stops);
  });

  it('says which statement failed', async () => {
    const planned = await plan();
    vendor.script({
      failed: 'FAILED: AccessDeniedException: not authorized to perform glue:CreateDatabase',
    });
    await expect(apply(planned)).rejects.toMatchObject({ code: 'credential-refused' });
    expect(vendor.queries).toHaveLength(1);
  });

  it('waits a little when it is asked too often', async () => {
    vendor.fail('Athena.GetTableMetadata', 'rate-limit-unsaid');
    vendor.databases.set('catops', new Map());
    expect((await plan()).possible).toBe(true);
  });
});
