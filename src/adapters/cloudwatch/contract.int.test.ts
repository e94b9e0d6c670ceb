import { afterAll, beforeAll, vi } from 'vitest';
import { systemClock } from '../../platform/node-host.js';
import { stubAwsEnvironment } from '../../testing/aws-environment.js';
import { alarmSourceContract } from '../../testing/contracts/alarm-source-contract.js';
import { createCloudWatchAlarms } from './alarm-source.js';
import { type LoopbackCloudWatch, startLoopbackCloudWatch } from './loopback/server.js';

beforeAll(() => stubAwsEnvironment());
afterAll(() => vi.unstubAllEnvs());

async function opened(arrange: (vendor: LoopbackCloudWatch) => void) {
  const vendor = await startLoopbackCloudWatch();
  for (const name of ['a-first', 'b-second', 'b-third', 'c-fourth']) vendor.has(name);
  vendor.has('d-all', { kind: 'CompositeAlarm', AlarmRule: 'ALARM("a-first")' });
  arrange(vendor);
  const source = createCloudWatchAlarms({ endpoint: vendor.url, clock: systemClock });
  const close = async () => {
    await vendor.close();
    vendor.verify();
  };
  return { subject: { source, alarm: 'b-second', prefix: 'b-' }, close };
}

alarmSourceContract('CloudWatch on loopback', () => opened(() => undefined));

// As it has been seen: a page may be empty and go on, history may tell a thing twice.
alarmSourceContract('CloudWatch at its oddest', () =>
  opened((vendor) => {
    vendor.pageSize = 2;
    vendor.emptyPages = 2;
    vendor.tellsTwice = true;
    vendor.clockAheadMs = 3_600_000;
  }),
);
