import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type LoopbackCloudWatch,
  startLoopbackCloudWatch,
} from '../../src/adapters/cloudwatch/loopback/server.js';
import { startLoopbackPagerDuty } from '../../src/adapters/pagerduty/loopback/server.js';
import { stubAwsEnvironment, testCredentials } from '../../src/testing/aws-environment.js';
import { leaksIn } from '../../src/testing/secret-canary.js';
import { createTestClock, createTestHost } from '../../src/testing/test-host.js';
import { runCli } from '../kit/run-cli.js';
import { createWiring } from '../kit/wiring.js';
import { commands } from '../registry.js';

const topic = 'arn:aws:sns:eu-west-1:123456789012:pages';
const published = new URL('../../api-server/openapi.json', import.meta.url);

let vendor: LoopbackCloudWatch;
let dir: string;
let file: string;

interface Document {
  readonly 'x-catops-alarms': readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, unknown>>;
}

/** The API's own document, with some of its alarms and one route. */
async function writeDocument(names: readonly string[]): Promise<void> {
  const whole = JSON.parse(await readFile(published, 'utf8')) as Document;
  const alarms = whole['x-catops-alarms'].filter(({ name }) => names.includes(name));
  const paths = { '/v1/breeds': whole.paths['/v1/breeds'] };
  await writeFile(file, JSON.stringify({ ...whole, paths, 'x-catops-alarms': alarms }));
}

beforeAll(() => stubAwsEnvironment());
afterAll(() => vi.unstubAllEnvs());
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'catops-alarms-'));
  file = join(dir, 'openapi.json');
  await writeDocument(['api-down', 'error-share', 'latency-p99', 'queue-age', 'api-unusable']);
  vendor = await startLoopbackCloudWatch();
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDWATCH', vendor.url);
});
afterEach(async () => {
  await vendor.close();
  await rm(dir, { recursive: true, force: true });
  vendor.verify();
});

/** One command line, in this process, with everything real but CloudWatch. */
async function catops(argv: readonly string[], env: Record<string, string> = {}) {
  const given = { CATOPS_ALARMS: 'cloudwatch', CATOPS_ALARM_ACTIONS: topic, ...env };
  const host = createTestHost({ argv: [...argv, '--json'], env: given, cwd: dir, home: dir });
  const release = { distDir: new URL(`file://${dir}/`), nodePath: 'node', version: '1' };
  const exit = await runCli(host, commands, '1', (at, flags) => createWiring(at, flags, release));
  expect(leaksIn(host.out() + host.err(), [testCredentials.secretAccessKey])).toEqual([]);
  return { exit, json: JSON.parse(host.out()) as Record<string, unknown>, said: host.err() };
}

const kindsOf = (json: Record<string, unknown>) =>
  (json['steps'] as readonly { kind: string; name: string }[]).map(
    ({ kind, name }) => `${kind} ${name}`,
  );

describe('catops alarms apply', () => {
  it('shows its plan and asks before it makes anything', async () => {
    const dry = await catops(['alarms', 'apply', '--from', file, '--dry-run']);
    expect(dry.exit).toBe(0);
    expect(kindsOf(dry.json)).toEqual([
      'new catops/api-down',
      'new catops/error-share',
      'new catops/latency-p99 GET /v1/breeds',
      'new catops/queue-age',
      'new catops/api-unusable',
    ]);
    const asked = await catops(['alarms', 'apply', '--from', file]);
    expect(asked.exit).toBe(3);
    expect(JSON.stringify(asked.json)).toContain('--yes');
    expect(vendor.stored.size).toBe(0);
  });

  it('makes them, finds them as defined, and removes one only with --prune', async () => {
    expect((await catops(['alarms', 'apply', '--from', file, '--yes'])).exit).toBe(0);
    expect(vendor.stored.size).toBe(5);
    await writeDocument(['queue-age']);
    const kept = await catops(['alarms', 'apply', '--from', file, '--yes']);
    expect([kept.exit, vendor.stored.size]).toEqual([0, 5]);
    expect(kept.json['notes']).toContain('! 4 no longer defined are kept: --prune removes them.');
    const pruned = await catops(['alarms', 'apply', '--from', file, '--yes', '--prune']);
    expect([pruned.exit, [...vendor.stored.keys()]]).toEqual([0, ['catops/queue-age']]);
  });

  it('goes on slowly when CloudWatch is asked too often', async () => {
    // Three attempts of one call are the SDK's own.
    vendor.fail('CloudWatch.PutMetricAlarm', 'rate-limit', { times: 4 });
    const made = await catops(['alarms', 'apply', '--from', file, '--yes']);
    expect([made.exit, vendor.stored.size]).toEqual([0, 5]);
    expect(made.said).toContain('CloudWatch is asked too often: going on in 5 s.');
  });

  it('refuses to make alarms that call nobody, until that is wanted', async () => {
    const none = { CATOPS_ALARM_ACTIONS: '' };
    const refused = await catops(['alarms', 'apply', '--from', file, '--yes'], none);
    expect([refused.exit, refused.json['code']]).toEqual([2, 'config-invalid']);
    const wanted = await catops(['alarms', 'apply', '--from', file, '--yes', '--no-page'], none);
    expect([wanted.exit, vendor.stored.size]).toEqual([0, 5]);
  });

  it('leaves an alarm of that name alone which somebody else made, and says so with 6', async () => {
    vendor.has('catops/queue-age', { Threshold: 5 });
    const partly = await catops(['alarms', 'apply', '--from', file, '--yes']);
    expect(partly.exit).toBe(6);
    expect(vendor.stored.get('catops/queue-age')?.config).toMatchObject({ Threshold: 5 });
  });
});

describe('catops alarms list and check', () => {
  it('read what was applied, with its severity and runbook', async () => {
    await catops(['alarms', 'apply', '--from', file, '--yes']);
    vendor.become('catops/queue-age', 'ALARM', { value: 700 });
    const { json } = await catops(['alarms', 'list', '--state', 'alarm']);
    expect(json['alarms']).toMatchObject([
      {
        ...{ name: 'catops/queue-age', severity: 'sev3', runbook: 'queue-age', muted: false },
        reason: '700 > 600 for 3/5 × 60s',
      },
    ]);
    expect((await catops(['alarms', 'check'])).exit).toBe(10);
    expect((await catops(['alarms', 'check', '-s', '2'])).exit).toBe(0);
    const { json: history } = await catops(['alarms', 'history', 'catops/queue-age']);
    expect(history['changes']).toMatchObject([{ from: 'INSUFFICIENT_DATA', to: 'ALARM' }]);
  });

  it('end with 4 when the credentials are expired, and with 5 when nobody answers', async () => {
    vendor.refuse('ExpiredTokenException', 'The security token included in the request is expired');
    expect((await catops(['alarms', 'check'])).exit).toBe(4);
    await vendor.close();
    expect((await catops(['alarms', 'check'])).exit).toBe(5);
  });
});

describe('catops alarms test', () => {
  const test = (...more: readonly string[]) =>
    catops(['alarms', 'test', 'catops/error-share', '--wait', '4s', ...more]);

  beforeEach(async () => {
    await catops(['alarms', 'apply', '--from', file, '--yes']);
    vendor.become('catops/error-share', 'OK');
    vendor.become('catops/api-unusable', 'OK');
  });

  it('asks first, for it really pages', async () => {
    const asked = await test();
    expect([asked.exit, asked.json['wakes']]).toEqual([3, ['whoever is on call for it']]);
    expect(vendor.stored.get('catops/error-share')?.state).toBe('OK');
  });

  it('shows the action of the composite that it pages through, and puts it back', async () => {
    vendor.judgesComposites = true;
    const tested = await test('--yes');
    expect(tested.exit).toBe(0);
    const says = `catops/api-unusable: Successfully executed action ${topic}`;
    expect(tested.json['pages']).toMatchObject([{ ok: true, says }]);
    expect(vendor.stored.get('catops/error-share')?.state).toBe('OK');
  });

  it('ends with 10 when the action was called and PagerDuty shows no incident of it', async () => {
    vendor.judgesComposites = true;
    const pager = await startLoopbackPagerDuty();
    const { url, account } = pager;
    const tested = await catops(['alarms', 'test', 'catops/error-share', '--wait', '1s', '--yes'], {
      ...{ CATOPS_PAGERDUTY_EVENTS_URL: url, CATOPS_PAGERDUTY_API_URL: url },
      ...{ CATOPS_PAGERDUTY_ROUTING_KEY: account.routingKey },
      CATOPS_PAGERDUTY_TOKEN: account.apiToken,
      CATOPS_PAGERDUTY_SERVICES: account.service.id,
    });
    expect([tested.exit, tested.json['arrived'], tested.json['proves']]).toEqual([
      ...[10, false, 'incident'],
    ]);
    expect(tested.json['pages']).toMatchObject([{ ok: true, by: 'action' }]);
    await pager.close();
    pager.verify();
  });

  it('ends with 10 when nobody was called', async () => {
    vendor.muteRules.push({
      ...{ name: 'night', status: 'ACTIVE', updatedAt: 1 },
      alarms: ['catops/api-unusable'],
    });
    vendor.judgesComposites = true;
    const tested = await test('--yes');
    expect([tested.exit, tested.json['arrived'], tested.json['putBack']]).toEqual([
      10,
      false,
      true,
    ]);
  });
});

describe('catops alarms warn', () => {
  const minute = 60_000;
  const now = createTestClock().now();
  const warn = (...more: string[]) =>
    catops(['alarms', 'warn', '--from', file, ...more], {
      ...{ CATOPS_MAIL_TO: 'ada@example.com', CATOPS_OUTBOX_DIR: join(dir, 'outbox') },
    });

  it('mails once what goes towards its threshold, by what the servers published', async () => {
    // As CloudWatch has it: the newest minutes are not there yet.
    vendor.metricValue = (metric, at) => {
      if (at > now - 3 * minute) return undefined;
      if (metric === 'QueueAge') return 480 + (15 * (at - now)) / minute;
      return metric === 'Requests' ? 100 : metric === 'ServerErrors' ? 1 : undefined;
    };
    const dry = await warn('--dry-run');
    expect([dry.exit, dry.json['mailed']]).toEqual([10, []]);
    const first = await warn();
    expect([first.exit, first.json['mailed']]).toEqual([10, ['queue-age']]);
    expect(first.json).toMatchObject({
      ...{ source: 'CloudWatch', looked: 2, until: new Date(now - 2 * minute).toISOString() },
      warnings: [
        {
          ...{ name: 'queue-age', runbook: 'queue-age', value: 435, perMinute: 15 },
          ...{ threshold: 600, crossesAt: new Date(now + 9 * minute).toISOString() },
        },
      ],
    });
    const again = await warn();
    expect([again.exit, again.json['mailed']]).toEqual([10, []]);
    expect(await readdir(join(dir, 'outbox'))).toEqual(['2018-11-15-early-queue-age.eml']);
    // All alarms in one call.
    expect(vendor.count('CloudWatch.GetMetricData')).toBe(3);
  });

  it('says that nothing is known where nothing was published of late', async () => {
    vendor.metricValue = (_metric, at) => (at < now - 10 * minute ? 1 : undefined);
    expect((await warn()).exit).toBe(11);
  });

  it('is of the cloud: `catops up` looks at its own API', async () => {
    const refused = await warn('--source', 'local');
    expect([refused.exit, refused.json['code']]).toEqual([2, 'config-invalid']);
  });
});
