import { DeleteObjectsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { awsClientOptions } from '../../platform/aws.js';
import { logStoreContract } from '../../testing/contracts/log-store-contract.js';
import { rollupStoreContract } from '../../testing/contracts/rollup-store-contract.js';
import { unused } from '../../testing/contracts/subject.js';
import { live } from '../../testing/live.js';
import { createS3LogStore } from './log-store.js';
import { parseS3Place } from './place.js';
import { createS3RollupStore } from './rollup-store.js';

// Writes below the place given, in folders of its own, and takes away what the contracts leave.
// Credentials and region come from where the AWS CLI finds them.
live('S3 itself', ['AWS_REGION', 'CATOPS_LIVE_S3'], (value) => {
  logStoreContract('S3 itself', async () => {
    const place = `${value('CATOPS_LIVE_S3')}/${unused()}`;
    const { bucket, prefix } = parseS3Place(place);
    const client = new S3Client(awsClientOptions('S3', {}));
    const store = createS3LogStore({ place });
    const keys = new Set<string>();
    const put = async (key: string, content: Uint8Array) => {
      keys.add(`${prefix}${key}`);
      const object = { Bucket: bucket, Key: `${prefix}${key}`, Body: content };
      await client.send(new PutObjectCommand(object));
    };
    const close = async () => {
      await store.close();
      const all = [...keys].map((Key) => ({ Key }));
      for (let at = 0; at < all.length; at += 1000) {
        const Delete = { Objects: all.slice(at, at + 1000) };
        await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete }));
      }
      client.destroy();
    };
    return { subject: { store, put }, close };
  });

  rollupStoreContract('S3 itself', async () => {
    const store = createS3RollupStore({ place: `${value('CATOPS_LIVE_S3')}/${unused()}` });
    const signal = AbortSignal.timeout(60_000);
    const close = async () => {
      for (const table of ['rollup_hour', 'runs'] as const)
        for (const dt of await store.days(table, signal)) await store.remove(table, dt, signal);
      await store.close();
    };
    return { subject: store, close };
  });
});
