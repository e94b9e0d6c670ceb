import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { stubAwsEnvironment, testCredentials } from '../../testing/aws-environment.js';
import { leaksIn } from '../../testing/secret-canary.js';
import { createTestClock } from '../../testing/test-host.js';
import { createAthenaCheckup } from './check.js';
import { type LoopbackAthena, startLoopbackAthena } from './loopback/server.js';
import { testWorkGroup } from './loopback/state.js';
import { createAthenaEngine } from './scan-engine.js';

const quiet = new AbortController().signal;
const answered = { columns: [{ name: 'n', type: 'bigint' }], rows: [['1']], scannedBytes: 1 };

let vendor: LoopbackAthena;

beforeAll(() => stubAwsEnvironment());
afterAll(() => vi.unstubAllEnvs());
beforeEach(async () => {
  vendor = await startLoopbackAthena(async () => answered);
});
afterEach(async () => {
  await vendor.close();
  vendor.verify();
});

const access = () => ({
  endpoint: vendor.url,
  workGroup: 'catops',
  database: 'catops',
  clock: createTestClock(),
});

async function examined(): Promise<unknown[]> {
  const findings = await createAthenaCheckup(access()).examine(quiet);
  expect(leaksIn(findings, [testCredentials.secretAccessKey])).toEqual([]);
  for (const { state, mend } of findings) expect(mend === null).toBe(state === 'ok');
  return findings.map(({ check, state }) => [check, state]);
}

async function scanOnce(): Promise<void> {
  const engine = createAthenaEngine({
    ...access(),
    ...{ random: () => 0.5, usdPerTb: 5, mostBytes: null, timeoutMs: 60_000 },
  });
  await engine.scan({ sql: 'SELECT 1', files: [], manifestHash: '', generation: 0 }, quiet);
}

describe('the checkup of Athena', () => {
  it('finds nothing to mend in a sound set-up, and starts nothing', async () => {
    await scanOnce();
    const before = vendor.queries.length;
    expect(await examined()).toEqual([
      ['credentials', 'ok'],
      ['workgroup', 'ok'],
      ['cut-off', 'ok'],
      ['results', 'ok'],
    ]);
    expect(vendor.queries).toHaveLength(before);
  });

  it('says that no results were there to be read yet', async () => {
    expect(await examined()).toContainEqual(['results', 'absent']);
  });

  it('finds results that cannot be read', async () => {
    await scanOnce();
    vendor.results = 'unreadable';
    expect(await examined()).toContainEqual(['results', 'broken']);
  });

  it.each([
    ['no workgroup', [], ['workgroup', 'broken']],
    [
      'a workgroup without a cut-off',
      [{ ...testWorkGroup, cutOffBytes: null }],
      ['cut-off', 'warning'],
    ],
  ])('finds %s', async (_, groups, finding) => {
    vendor.workGroups.splice(0, 1, ...groups);
    expect(await examined()).toContainEqual(finding);
  });

  it('finds credentials that are refused, and nobody who answers', async () => {
    vendor.refuse('UnrecognizedClientException', 'The security token included is invalid.');
    expect(await examined()).toEqual([['credentials', 'broken']]);
    await vendor.close();
    expect(await examined()).toEqual([['credentials', 'broken']]);
  });
});
