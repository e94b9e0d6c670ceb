import { afterAll, beforeAll, vi } from 'vitest';
import { stubAwsEnvironment } from '../../testing/aws-environment.js';
import { compactedLogsContract } from '../../testing/contracts/compacted-logs-contract.js';
import { logStoreContract } from '../../testing/contracts/log-store-contract.js';
import { rollupStoreContract } from '../../testing/contracts/rollup-store-contract.js';
import { startLoopbackS3 } from '../../testing/loopback-s3/server.js';
import { testAccount } from '../../testing/loopback-s3/state.js';
import { createS3CompactedLogs } from './compacted-logs.js';
import { createS3LogStore } from './log-store.js';
import { createS3RollupStore } from './rollup-store.js';

beforeAll(() => stubAwsEnvironment(testAccount));
afterAll(() => vi.unstubAllEnvs());

logStoreContract('S3 on loopback', async () => {
  const vendor = await startLoopbackS3({ pageSize: 300 });
  const place = `s3://${testAccount.bucket}/prod/access`;
  const store = createS3LogStore({ endpoint: vendor.url, place });
  const put = async (key: string, content: Uint8Array) => {
    vendor.put(`prod/access/${key}`, Buffer.from(content));
  };
  const close = async () => {
    await store.close();
    await vendor.close();
    vendor.verify();
  };
  return { subject: { store, put }, close };
});

rollupStoreContract('S3 on loopback', async () => {
  const vendor = await startLoopbackS3();
  const place = `s3://${testAccount.bucket}/prod/rollups/`;
  const store = createS3RollupStore({ endpoint: vendor.url, place });
  const close = async () => {
    await store.close();
    await vendor.close();
    vendor.verify();
  };
  return { subject: store, close };
});

compactedLogsContract('S3 on loopback', async () => {
  const vendor = await startLoopbackS3();
  const place = `s3://${testAccount.bucket}/prod/access-parquet`;
  const days = createS3CompactedLogs({ endpoint: vendor.url, place });
  const close = async () => {
    await days.close();
    await vendor.close();
    vendor.verify();
  };
  return { subject: days, close };
});
