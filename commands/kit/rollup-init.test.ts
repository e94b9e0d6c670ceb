import { beforeEach, describe, expect, it } from 'vitest';
import type { TableCatalog, WorkGroup } from '../../src/rollups/init/ports.js';
import { tables } from '../../src/rollups/tables.js';
import { createTestHost } from '../../src/testing/test-host.js';
import { initTables } from './rollup-init.js';
import type { Wiring } from './wiring.js';

const workGroup: WorkGroup = {
  name: 'catops',
  enabled: true,
  enforced: true,
  cutOffBytes: 20e9,
  engine: 'Athena engine version 3',
  results: 'managed',
};
const places = {
  workGroup: 'catops',
  database: 'catops',
  logs: 's3://cat-logs/access',
  rollups: 's3://cat-logs/rollups',
};
const statements = 2 + Object.keys(tables).length;
let applied: string[];
let found: WorkGroup | null;

beforeEach(() => {
  applied = [];
  found = workGroup;
});

/** Nothing is declared yet; what is applied is written down. */
const catalog: TableCatalog = {
  place: 'Athena, workgroup catops, database catops',
  workGroup: async () => found,
  hasDatabase: async () => false,
  table: async () => null,
  apply: async (statement) => {
    applied.push(statement);
  },
};

async function init(changes: { dryRun?: boolean; yes?: boolean } = {}) {
  const host = createTestHost({ argv: ['rollup', 'init'] });
  const said: string[] = [];
  const reply = await initTables(
    {
      ...{ host, json: false, dryRun: changes.dryRun === true },
      wiring: { tableCatalog: async () => ({ catalog, places }) } as unknown as Wiring,
      say: (line) => void said.push(line),
    },
    { yes: changes.yes === true, noInput: true },
  );
  return { reply, said };
}

describe('declaring the tables', () => {
  it('shows every statement in a dry run, and runs none', async () => {
    const { reply } = await init({ dryRun: true });
    expect(reply.exit).toBe('ok');
    expect(reply.text()).toContain("LOCATION 's3://cat-logs/access/'");
    expect(reply.text()).toContain(`Would run ${statements} statements`);
    expect(applied).toEqual([]);
  });

  it('asks first, and where nobody can answer says how to go on', async () => {
    const { reply } = await init();
    expect(reply.exit).toBe('confirmation');
    expect(reply.text()).toMatch(/To do it: catops rollup init --yes$/);
    expect(applied).toEqual([]);
  });

  it('runs them in order when somebody agreed', async () => {
    const { reply, said } = await init({ yes: true });
    expect(reply.text()).toBe(`${statements} statements done in ${catalog.place}.`);
    expect(applied).toHaveLength(statements);
    expect(applied[0]).toMatch(/^CREATE DATABASE/);
    expect(said.slice(0, 2)).toEqual(['✓ database catops', '✓ table access_log']);
  });

  it('does nothing in a workgroup that is not fit, and says what mends it', async () => {
    found = null;
    await expect(init({ yes: true })).rejects.toMatchObject({
      code: 'config-invalid',
      message: 'There is no workgroup catops.',
      hint: expect.stringContaining('aws athena create-work-group'),
    });
    expect(applied).toEqual([]);
  });
});
