import { afterEach, expect, it } from 'vitest';
import { parseBucketLocation } from '../../../src/contracts/object-location.js';
import { unused } from '../../../src/testing/contracts/subject.js';
import { live } from '../../../src/testing/live.js';
import type { Objects } from './objects.js';
import { objectsContract } from './objects-contract.js';
import { createS3Objects } from './s3-objects.js';

// Writes below the place given, in folders of its own, and takes away what the contract leaves.
live('S3 itself, as the API uses it', ['AWS_REGION', 'CATOPS_LIVE_S3'], (value) => {
  const opened: Objects[] = [];
  const open = () => {
    const objects = createS3Objects(parseBucketLocation(`${value('CATOPS_LIVE_S3')}/${unused()}`));
    opened.push(objects);
    return objects;
  };
  afterEach(async () => {
    for (const objects of opened.splice(0)) {
      for await (const { key } of objects.list('')) await objects.remove(key);
    }
  });

  objectsContract(it, expect, async () => open());

  it('says anew what an object is, and that the bucket is there', async () => {
    const objects = open();
    await objects.put('images/a.jpg', Buffer.from('cat'), { contentType: 'image/jpeg' });
    const shown = {
      contentType: 'image/jpeg',
      cacheControl: 'public, max-age=31536000, immutable',
    };
    await objects.relabel('images/a.jpg', shown);
    await objects.relabel('images/none.jpg', shown);
    expect(String(await objects.read('images/a.jpg'))).toBe('cat');
    await objects.check();
  });
});
