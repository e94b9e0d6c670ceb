import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CatopsError } from '../../platform/errors.js';
import type { Clock } from '../../platform/host.js';
import type { ScanRequest, Value } from '../../rollups/ports.js';
import { stubAwsEnvironment, testCredentials } from '../../testing/aws-environment.js';
import { leaksIn } from '../../testing/secret-canary.js';
import { createTestClock } from '../../testing/test-host.js';
import { type LoopbackAthena, startLoopbackAthena } from './loopback/server.js';
import { type Executed, testWorkGroup } from './loopback/state.js';
import { type AthenaOptions, createAthenaEngine } from './scan-engine.js';

const start = 'Athena.StartQueryExecution';
const look = 'Athena.GetQueryExecution';
const stop = 'Athena.StopQueryExecution';
const answered: Executed = {
  columns: [{ name: 'n', type: 'bigint' }],
  rows: [['41'], ['42']],
  scannedBytes: 94_000_000,
};
const request: ScanRequest = {
  sql: "SELECT count(*) AS n FROM access_log WHERE dt = '2018-11-15'",
  files: [],
  manifestHash: 'abc',
  generation: 0,
};

let vendor: LoopbackAthena;
let executed: Executed | Error;
let controller: AbortController;
/** Milliseconds waited by the clock, in order; what happens when so many waits are over. */
let waits: number[];
let onWait: (count: number) => void;

const warnings: string[] = [];
const note = ({ message }: Error) => warnings.push(message);

beforeAll(() => {
  process.on('warning', note);
  stubAwsEnvironment();
});
afterAll(() => {
  vi.unstubAllEnvs();
  process.off('warning', note);
  // The SDK speaks of the age of Node on stderr, in the middle of an answer.
  expect(warnings.filter((message) => message.includes('AWS SDK'))).toEqual([]);
});
beforeEach(async () => {
  executed = answered;
  controller = new AbortController();
  waits = [];
  onWait = () => undefined;
  vendor = await startLoopbackAthena(async () => {
    if (executed instanceof Error) throw executed;
    return executed;
  });
});
afterEach(async () => {
  await vendor.close();
  vendor.verify();
});

function clockOfTest(): Clock {
  const clock = createTestClock();
  const sleep = async (ms: number) => {
    waits.push(Math.round(ms));
    await clock.sleep(ms);
    onWait(waits.length);
  };
  return { ...clock, sleep };
}

function engine(given: Partial<AthenaOptions> = {}) {
  return createAthenaEngine({
    endpoint: vendor.url,
    workGroup: 'catops',
    database: 'catops',
    usdPerTb: 5,
    mostBytes: null,
    timeoutMs: 30 * 60_000,
    clock: clockOfTest(),
    random: () => 0.5,
    ...given,
  });
}

async function scan(given: Partial<ScanRequest> = {}, options: Partial<AthenaOptions> = {}) {
  const result = await engine(options).scan({ ...request, ...given }, controller.signal);
  const rows: (readonly Value[])[] = [];
  for await (const batch of result.batches) rows.push(...batch);
  return { ...result, rows };
}

/** The CatopsError a scan ends with: one sentence and a hint, without a secret. */
async function failure(given: Partial<ScanRequest> = {}, options: Partial<AthenaOptions> = {}) {
  const error = await scan(given, options).then(
    () => new Error('The scan did not fail.'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CatopsError)) throw error;
  const { code, message, hint } = error;
  expect(leaksIn({ code, message, hint }, [testCredentials.secretAccessKey])).toEqual([]);
  expect(message).not.toMatch(/[\n\r]/);
  return { code, message };
}

const bodies = (route: string): Record<string, unknown>[] =>
  vendor.requests
    .filter((each) => each.route === route)
    .map((each) => JSON.parse(each.body.toString('utf8')));

describe('a scan', () => {
  it('is one named piece of work in the workgroup, whose own settings say where results go', async () => {
    const { rows, columns, stats } = await scan();
    const text = `catops/1\0${request.sql}\0abc\0${0}`;
    expect(bodies(start)).toEqual([
      {
        QueryString: request.sql,
        ClientRequestToken: createHash('sha256').update(text).digest('hex'),
        QueryExecutionContext: { Database: 'catops' },
        WorkGroup: 'catops',
      },
    ]);
    expect([columns, rows]).toEqual([['n'], [[41n], [42n]]]);
    expect(stats).toEqual({
      scannedBytes: 94_000_000,
      approxUsd: 0.00047,
      queryId: vendor.queries[0]?.id,
    });
  });

  it('is not paid twice when it is asked again, unless another generation is asked for', async () => {
    await scan();
    await scan();
    expect(vendor.queries).toHaveLength(1);
    await scan({ generation: 1 });
    await scan({ manifestHash: 'abd' });
    expect(vendor.queries).toHaveLength(3);
  });

  it('is not started twice when the answer to its start is lost', async () => {
    vendor.fail(start, 'reset-after-work');
    expect((await scan()).rows).toHaveLength(2);
    expect([vendor.count(start), vendor.queries.length]).toEqual([2, 1]);
  });

  it('looks after 0.25 s, then less and less often, every 5 s in the end', async () => {
    vendor.script(...Array.from({ length: 10 }, () => 'RUNNING' as const), 'end');
    await scan();
    expect(waits).toEqual([250, 375, 563, 844, 1266, 1898, 2848, 4271, 5000, 5000]);
  });

  it.each([
    [0, 200],
    [1, 300],
  ])('spreads its looks: a draw of %d waits %d ms', async (draw, ms) => {
    vendor.script('RUNNING', 'end');
    await scan({}, { random: () => draw });
    expect(waits).toEqual([ms]);
  });

  it('goes on when a query is put back into the queue', async () => {
    vendor.script('QUEUED', 'RUNNING', 'QUEUED', 'RUNNING', 'end');
    expect((await scan()).rows).toHaveLength(2);
  });

  it('waits for a place when too many queries run', async () => {
    vendor.busy = 3;
    expect((await scan()).rows).toHaveLength(2);
    expect(waits[0]).toBe(5000);
  });

  it.each([
    ['rate-limit-unsaid', 1],
    ['error', 3],
    ['reset', 3],
    ['html', 3],
    ['html-ok', 1],
  ] as const)('is not lost to a look that meets %s, %d times', async (fault, times) => {
    vendor.fail(look, fault, { after: 1, times });
    expect((await scan()).rows).toHaveLength(2);
    expect(vendor.queries).toHaveLength(1);
  });

  it('is sent once more when Athena thinks that helps, under a name of its own', async () => {
    vendor.script({ failed: 'GENERIC_INTERNAL_ERROR', retryable: true });
    expect((await scan()).rows).toHaveLength(2);
    const [first, second] = vendor.queries;
    expect(second?.token).not.toBe(first?.token);
    expect(second?.parameters).toBe(first?.parameters);
  });

  it('is given up when it fails three times', async () => {
    for (let at = 0; at < 3; at += 1) vendor.script({ failed: 'GENERIC_ERROR', retryable: true });
    expect((await failure()).code).toBe('query-failed');
    expect(vendor.queries).toHaveLength(3);
  });

  it('is not sent again when Athena does not think so', async () => {
    executed = new Error("COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved");
    expect(await failure()).toEqual({
      code: 'query-failed',
      message: `Athena could not answer (query ${vendor.queries[0]?.id}): COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved.`,
    });
    expect(vendor.queries).toHaveLength(1);
  });

  it('survives what is called final and is not: S3 slowed Athena down', async () => {
    const slowed = { failed: 'HIVE_CURSOR_ERROR: Please reduce your request rate (SlowDown)' };
    vendor.script(slowed, slowed, 'RUNNING', 'end');
    expect((await scan()).rows).toHaveLength(2);
  });

  it('gives up after a minute of being slowed down', async () => {
    vendor.script({ failed: 'HIVE_CURSOR_ERROR: SlowDown' });
    expect((await failure()).code).toBe('vendor-throttled');
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(60_000);
  });
});

describe('a query of an earlier run', () => {
  async function earlier(...steps: Parameters<LoopbackAthena['script']>) {
    vendor.script(...steps);
    await scan().catch(() => undefined);
    const [query] = vendor.queries;
    if (query) query.submittedAt -= 60_000;
  }

  it.each([
    ['failed', { failed: 'GENERIC_INTERNAL_ERROR' }],
    ['was stopped', { cancelled: 'Query cancelled by user' }],
  ])('that %s is not taken for an answer', async (_, step) => {
    await earlier(step);
    expect((await scan()).rows).toHaveLength(2);
    expect(vendor.queries).toHaveLength(2);
  });

  it('is asked anew when its results are no longer kept', async () => {
    await earlier('end');
    vendor.results = 'gone';
    onWait = () => {
      vendor.results = 'open';
    };
    expect((await scan()).rows).toHaveLength(2);
    expect(vendor.queries).toHaveLength(2);
  });

  it('that still runs is taken up', async () => {
    vendor.script('RUNNING');
    vendor.refuse(
      'ExpiredTokenException',
      'The security token included in the request is expired',
      3,
    );
    expect((await failure()).code).toBe('credential-refused');
    vendor.refusal = null;
    for (const query of vendor.queries) query.steps = ['end'];
    expect((await scan()).rows).toHaveLength(2);
    expect(vendor.queries).toHaveLength(1);
  });
});

describe('a scan that nobody waits for', () => {
  it('stops its query, looks until that is certain, and says so', async () => {
    vendor.script('RUNNING', { scanned: 20_000_000 });
    vendor.stopTakes = 2;
    onWait = (count) =>
      count === 3 && controller.abort(new CatopsError('interrupted', 'Stopped by SIGINT.'));
    const { code, message } = await failure();
    expect(code).toBe('interrupted');
    const id = vendor.queries[0]?.id;
    expect(message).toBe(
      `Stopped by SIGINT. Query ${id} of Athena was stopped; 20 MB read, ≈ $0.00010.`,
    );
    expect(vendor.queries.map(({ state, stops }) => [state, stops])).toEqual([['CANCELLED', 1]]);
  });

  it('says when it is not certain after 5 s', async () => {
    vendor.script('RUNNING');
    vendor.stopTakes = 1000;
    onWait = (count) => count === 3 && controller.abort();
    const { message } = await failure();
    const id = vendor.queries[0]?.id;
    expect(message).toContain(
      `may still run: aws athena stop-query-execution --query-execution-id ${id}`,
    );
    expect(waits.slice(3).reduce((sum, ms) => sum + ms, 0)).toBeLessThan(10_000);
  });

  it('leaves no query behind when it ends while the query is being started', async () => {
    vendor.script('RUNNING');
    vendor.slow({ before: 60 });
    const failed = failure();
    await expect.poll(() => vendor.connections.length).toBeGreaterThan(0);
    await expect.poll(() => vendor.count('Athena.GetWorkGroup')).toBe(1);
    await expect.poll(() => vendor.count(start)).toBe(1);
    controller.abort();
    vendor.slow({});
    expect((await failed).code).toBe('interrupted');
    expect(vendor.queries.map(({ state }) => state)).toEqual(['CANCELLED']);
  });

  it('reads no further page', async () => {
    executed = { ...answered, rows: Array.from({ length: 2500 }, (_, at) => [`${at}`]) };
    const { batches } = await engine().scan(request, controller.signal);
    const read = async () => {
      for await (const batch of batches) {
        expect(batch.length).toBe(999);
        controller.abort(new Error('enough'));
      }
    };
    await expect(read()).rejects.toThrow('enough');
    expect(vendor.count('Athena.GetQueryResults')).toBe(1);
  });

  it('ends by itself, query and all, when its time is over', async () => {
    vendor.script('RUNNING');
    expect((await failure({}, { timeoutMs: 120_000 })).message).toMatch(
      /^Athena did not finish within 2 min\. Query \S+ of Athena was stopped\.$/,
    );
  });
});

describe('the limit of a scan', () => {
  const files = [{ key: 'k', dt: '2018-11-15', hour: '21', size: 50_000_000, etag: 'e' }];

  it.each([
    ['the limit given', { mostBytes: 49_999_999 }, 20_000_000_000, '--max-scan'],
    ["the workgroup's cut-off", { mostBytes: null }, 10_000_000, 'cut-off'],
    ['the lower of the two', { mostBytes: 60_000_000 }, 10_000_000, 'cut-off'],
  ])('is %s: more is not even asked', async (_, given, cutOffBytes, says) => {
    executed = { ...answered, scannedBytes: 1 };
    vendor.workGroups.splice(0, 1, { ...testWorkGroup, cutOffBytes });
    const { code, message } = await failure({ files }, given);
    expect([code, message]).toEqual(['scan-limit', expect.stringContaining(says)]);
    expect(vendor.count(start)).toBe(0);
    expect((await scan({ files: [] }, given)).rows).toBeDefined();
  });

  it('stops a query that reads more than was allowed', async () => {
    vendor.script('RUNNING', { scanned: 60_000_000 }, { scanned: 70_000_000 });
    expect(await failure({}, { mostBytes: 50_000_000 })).toEqual({
      code: 'scan-limit',
      message: `Athena read more than the limit of 50 MB (60 MB read, ≈ $0.00030). Query ${vendor.queries[0]?.id} of Athena was stopped; 60 MB read, ≈ $0.00030.`,
    });
  });

  it('is told apart from somebody stopping the query', async () => {
    vendor.workGroups.splice(0, 1, { ...testWorkGroup, cutOffBytes: 10_000_000 });
    expect(await failure()).toEqual({
      code: 'scan-limit',
      message:
        'Athena stopped the query at the cut-off of workgroup catops (10 MB read, ≈ $0.00005).',
    });
    vendor.script({ cancelled: 'Query cancelled by user' });
    expect(await failure({ generation: 1 })).toMatchObject({
      code: 'query-failed',
      message: expect.stringContaining('Somebody stopped query'),
    });
  });

  it.each([
    ['there is no such workgroup', []],
    ['the workgroup is disabled', [{ ...testWorkGroup, enabled: false }]],
    ['nothing limits a query', [{ ...testWorkGroup, cutOffBytes: null }]],
    ['the cut-off is not enforced', [{ ...testWorkGroup, enforced: false }]],
  ])('is needed: %s', async (_, workGroups) => {
    vendor.workGroups.splice(0, 1, ...workGroups);
    expect((await failure()).code).toBe('config-invalid');
    expect(vendor.count(start)).toBe(0);
  });

  it('is never that of the workgroup everybody shares', () => {
    expect(() => engine({ workGroup: 'primary' })).toThrow('a workgroup of its own');
  });
});

describe('what Athena does not allow', () => {
  it.each(['ExpiredTokenException', 'UnrecognizedClientException', 'AccessDeniedException'])(
    'is said in a sentence: %s',
    async (type) => {
      vendor.refuse(type, 'The security token included in the request is expired');
      expect(await failure()).toMatchObject({
        code: 'credential-refused',
        message: expect.stringContaining(`${type}: The security token`),
      });
    },
  );

  it('names the query that cannot be stopped when credentials expire in the middle', async () => {
    vendor.script('RUNNING');
    vendor.refuse('ExpiredTokenException', 'The security token is expired', 4);
    const { code, message } = await failure();
    expect(code).toBe('credential-refused');
    expect(message).toContain(`--query-execution-id ${vendor.queries[0]?.id}`);
    expect(vendor.count(stop)).toBe(1);
  });

  it.each([
    ['reading results', () => (vendor.results = 'unreadable')],
    [
      'reading the log',
      () =>
        (executed = new Error(
          'HIVE_CANNOT_OPEN_SPLIT: (Service: Amazon S3; Status Code: 403; Access Denied)',
        )),
    ],
  ])('is said in a sentence: %s', async (_, arrange) => {
    arrange();
    const { code, message } = await failure();
    expect(code).toBe('credential-refused');
    expect(message).toMatch(/place of its results|read the log/);
  });

  it('is asked of nobody without credentials, or without a region', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    expect((await failure()).code).toBe('credential-refused');
    stubAwsEnvironment();
    vi.stubEnv('AWS_REGION', undefined);
    expect((await failure()).code).toBe('config-invalid');
    stubAwsEnvironment();
    expect(vendor.requests).toEqual([]);
  });
});

describe('the address of Athena', () => {
  it('is never plain http, unless it is this machine', async () => {
    expect(() => engine({ endpoint: 'http://athena.eu-west-1.amazonaws.com' })).toThrow('https');
    vi.stubEnv('AWS_ENDPOINT_URL_ATHENA', 'http://athena.invalid');
    expect((await failure({}, { endpoint: undefined })).code).toBe('config-invalid');
    vi.stubEnv('AWS_ENDPOINT_URL_ATHENA', vendor.url);
    expect((await scan({}, { endpoint: undefined })).rows).toHaveLength(2);
    stubAwsEnvironment();
  });

  it('is said at once when nobody answers there', async () => {
    await vendor.close();
    expect(await failure()).toEqual({
      code: 'vendor-unreachable',
      message: 'Athena cannot be reached (ECONNREFUSED).',
    });
    expect(waits).toEqual([]);
  });
});
