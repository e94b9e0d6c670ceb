import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { awsClientOptions } from '../../platform/aws.js';
import { systemClock } from '../../platform/node-host.js';
import { applyInit } from '../../rollups/init/apply-init.js';
import { planInit } from '../../rollups/init/plan-init.js';
import { scanEngineContract } from '../../testing/contracts/scan-engine-contract.js';
import { live } from '../../testing/live.js';
import { createAthenaCheckup } from './check.js';
import { createAthenaEngine } from './scan-engine.js';
import { createTableCatalog } from './table-catalog.js';

const needs = ['AWS_REGION', 'CATOPS_LIVE_S3', 'CATOPS_ATHENA_WORKGROUP', 'CATOPS_LIVE_DATABASE'];
const quiet = new AbortController().signal;

// Declares its tables in a database that is nothing else's, over a few files it writes below the
// place given, and asks some ten questions of 10 MB each: less than a cent.
live('Athena itself', needs, (value) => {
  const access = {
    workGroup: value('CATOPS_ATHENA_WORKGROUP'),
    database: value('CATOPS_LIVE_DATABASE'),
    clock: systemClock,
    random: Math.random,
  };
  const place = value('CATOPS_LIVE_S3');

  scanEngineContract('Athena itself', async (fixture) => {
    const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(place) ?? [];
    const client = new S3Client(awsClientOptions('S3', {}));
    for (const { log, gz } of fixture) {
      const Key = [prefix, 'access', log.key].filter(Boolean).join('/');
      await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: gz }));
    }
    client.destroy();
    const catalog = createTableCatalog(access);
    const places = { logs: `${place}/access`, rollups: `${place}/rollups`, since: '2018-01-01' };
    const plan = await planInit(catalog, { ...access, ...places }, quiet);
    await applyInit(catalog, plan, quiet, () => undefined);
    const limits = { usdPerTb: 5, mostBytes: 1e9, timeoutMs: 10 * 60_000 };
    const subject = createAthenaEngine({ ...access, ...limits });
    return { subject, close: async () => undefined };
  });

  it('is set up as the checkup wants it', async () => {
    const findings = await createAthenaCheckup(access).examine(quiet);
    expect(findings.filter(({ state }) => state !== 'ok')).toEqual([]);
  });
});
