import {
  type LoopbackVendor,
  startLoopbackVendor,
  type VendorAnswer,
  type VendorRequest,
  vendorNow,
} from '../loopback-vendor.js';
import { breach, deny, errorAnswer, type S3ErrorCode } from './answers.js';
import { copyObject } from './copying.js';
import { deleteObjects } from './deleting.js';
import { listObjects } from './listing.js';
import {
  deleteObject,
  getObject,
  headBucket,
  headObject,
  putObject,
  type S3Call,
} from './objects.js';
import { checkSignature } from './signature.js';
import { etagOf, type S3Account, type S3Object, testAccount } from './state.js';

/** What can be asked of it; faults and counts go by these names. */
export type S3Operation = keyof typeof operations;

/** S3 with one bucket, on 127.0.0.1. */
export interface LoopbackS3 extends LoopbackVendor {
  readonly account: S3Account;
  /** Environment of a process that uses it, as the AWS SDK reads it. */
  readonly env: Readonly<Record<string, string>>;
  /** What is in the bucket, by key. */
  readonly objects: ReadonlyMap<string, S3Object>;
  /** Puts an object there, as somebody else would. */
  put(key: string, body: Buffer | string): S3Object;
  /** Takes an object away, as somebody else would. */
  remove(key: string): void;
  /** The next `times` requests (of that operation) are answered with this error. */
  refuse(code: S3ErrorCode, options?: RefusalOptions): void;
  /** Ends what {@link refuse} began; what was never met is no longer expected. */
  allow(): void;
}

export interface RefusalOptions {
  readonly operation?: S3Operation;
  readonly times?: number | 'always';
}

const operations = {
  PutObject: putObject,
  GetObject: getObject,
  HeadObject: headObject,
  CopyObject: copyObject,
  HeadBucket: headBucket,
  DeleteObject: deleteObject,
  ListObjectsV2: listObjects,
  DeleteObjects: deleteObjects,
} satisfies Record<string, (call: S3Call) => VendorAnswer>;

/** Starts it. Its rules are those of the Amazon S3 API Reference, each cited where it is. */
export async function startLoopbackS3(given: Partial<S3Account> = {}): Promise<LoopbackS3> {
  const account = { ...testAccount, ...given };
  const objects = new Map<string, S3Object>();
  const refusals = createRefusals();

  function handle(request: VendorRequest): VendorAnswer | undefined {
    const operation = operationOf(request);
    const code = refusals.take(operation);
    if (code !== undefined) throw deny(code);
    checkSignature(request, account);
    const { bucket, key } = placeOf(request);
    if (bucket !== account.bucket) throw deny('NoSuchBucket');
    const act = isOperation(operation) ? operations[operation] : undefined;
    const { pageSize, region } = account;
    return act?.({ request, objects, key, pageSize, bucket, region });
  }

  const vendor = await startLoopbackVendor({
    name: 'S3',
    handle,
    nameOf: operationOf,
    // "503 Slow Down": S3 says neither 429 nor how long to wait.
    rateLimited: () => errorAnswer('SlowDown'),
    failed: () => errorAnswer('InternalError'),
    unknown: () => errorAnswer('MethodNotAllowed'),
  });
  return {
    ...vendor,
    account,
    env: environmentOf(vendor.url, account),
    objects,
    put(key, text) {
      const body = Buffer.from(text);
      const modified = new Date(vendorNow());
      const said = { contentEncoding: null, cacheControl: null, crc32: null };
      const contentType = 'binary/octet-stream';
      const object = { body, etag: etagOf(body), contentType, ...said, modified };
      objects.set(key, object);
      return object;
    },
    remove: (key) => void objects.delete(key),
    refuse: refusals.plan,
    allow: refusals.clear,
    verify() {
      vendor.verify();
      refusals.verify();
    },
  };
}

/** "Path-style requests": `/bucket/key`, the way a client takes to an address without a name. */
function placeOf({ path }: VendorRequest): { bucket: string; key: string } {
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  try {
    return { bucket, key: decodeURIComponent(key) };
  } catch {
    throw breach('a key is UTF-8, percent-encoded', 'InvalidRequest');
  }
}

function operationOf(request: VendorRequest): string {
  const { method, query, path, headers } = request;
  const ofBucket = /^\/[^/]+\/?$/.test(path);
  if (ofBucket && method === 'GET' && query.get('list-type') === '2') return 'ListObjectsV2';
  if (ofBucket && method === 'POST' && query.has('delete')) return 'DeleteObjects';
  if (ofBucket && method === 'HEAD' && query.size === 0) return 'HeadBucket';
  // Parts of objects, versions, tags and the rest have a parameter of their own.
  const plain = [...query.keys()].every((name) => name === 'x-id');
  const put = 'x-amz-copy-source' in headers ? 'CopyObject' : 'PutObject';
  const names = { GET: 'GetObject', PUT: put, HEAD: 'HeadObject', DELETE: 'DeleteObject' };
  if (!ofBucket && plain && Object.hasOwn(names, method))
    return names[method as keyof typeof names];
  return request.route;
}

function isOperation(name: string): name is S3Operation {
  return Object.hasOwn(operations, name);
}

function createRefusals() {
  let planned: { code: S3ErrorCode; operation: string | undefined; left: number; met: number }[] =
    [];
  return {
    plan: (code: S3ErrorCode, { operation, times = 1 }: RefusalOptions = {}) => {
      const left = times === 'always' ? Number.POSITIVE_INFINITY : times;
      planned.push({ code, operation, left, met: 0 });
    },
    take(operation: string): S3ErrorCode | undefined {
      const next = planned.find(
        (each) => each.left > 0 && (each.operation ?? operation) === operation,
      );
      if (!next) return undefined;
      next.left -= 1;
      next.met += 1;
      return next.code;
    },
    clear: () => {
      planned = [];
    },
    verify() {
      const unmet = planned.filter(({ left, met }) =>
        Number.isFinite(left) ? left > 0 : met === 0,
      );
      if (unmet.length > 0)
        throw new Error(`S3: nothing was refused with ${unmet.map(({ code }) => code).join(', ')}`);
    },
  };
}

function environmentOf(url: string, account: S3Account): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_S3: url,
    AWS_REGION: account.region,
    AWS_ACCESS_KEY_ID: account.accessKeyId,
    AWS_SECRET_ACCESS_KEY: account.secretAccessKey,
    ...(account.sessionToken !== null && { AWS_SESSION_TOKEN: account.sessionToken }),
    // Nothing of this machine's own account is looked for.
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
