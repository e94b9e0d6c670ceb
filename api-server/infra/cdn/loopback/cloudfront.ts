import {
  Denial,
  type LoopbackVendor,
  Refusal,
  startLoopbackVendor,
  type VendorAnswer,
  type VendorRequest,
} from '../../../../src/testing/loopback-vendor.js';

/** CloudFront on 127.0.0.1, as its API reference of 2020-05-31 has CreateInvalidation. */
export interface LoopbackCloudFront extends LoopbackVendor {
  /** What it was told to forget, by the reference of the caller. */
  readonly invalidations: ReadonlyMap<string, readonly string[]>;
  /** Its one distribution. */
  readonly distribution: string;
  /** Answers such an error from now on; null: none. */
  refuseWith(error: readonly [status: number, code: string, message: string] | null): void;
}

const target = /^\/2020-05-31\/distribution\/([A-Z0-9]+)\/invalidation$/;
// "The XML namespace … must be" this one; the order of the elements is the schema's.
const batch =
  /^(?:<\?xml[^>]*\?>)?<InvalidationBatch xmlns="http:\/\/cloudfront\.amazonaws\.com\/doc\/2020-05-31\/"><Paths><Quantity>(\d+)<\/Quantity><Items>((?:<Path>[^<]+<\/Path>)+)<\/Items><\/Paths><CallerReference>([^<]+)<\/CallerReference><\/InvalidationBatch>$/;

export async function startLoopbackCloudFront(): Promise<LoopbackCloudFront> {
  const distribution = 'E1EXAMPLE2ABCD';
  const invalidations = new Map<string, readonly string[]>();
  let refusal: readonly [number, string, string] | null = null;

  function handle(request: VendorRequest): VendorAnswer | undefined {
    const [, id] = target.exec(request.path) ?? [];
    if (request.method !== 'POST' || id === undefined) return undefined;
    // "CloudFront is a global service": signatures are for us-east-1.
    const scope = /Credential=[^/]+\/\d{8}\/us-east-1\/cloudfront\/aws4_request/;
    if (!scope.test(request.headers['authorization'] ?? '')) {
      throw new Refusal(
        'it is signed for us-east-1/cloudfront',
        error(403, 'SignatureDoesNotMatch'),
      );
    }
    if (refusal) throw new Denial(error(...refusal));
    if (id !== distribution) throw new Denial(error(404, 'NoSuchDistribution'));
    const { reference, paths } = readBatch(request.body.toString());
    const before = invalidations.get(reference);
    if (before && before.join() !== paths.join()) {
      throw new Denial(error(400, 'InvalidationBatchAlreadyExists'));
    }
    invalidations.set(reference, paths);
    return created(distribution, reference, paths);
  }

  const vendor = await startLoopbackVendor({
    name: 'CloudFront',
    nameOf: () => 'CreateInvalidation',
    handle,
    rateLimited: () => error(400, 'Throttling', 'Rate exceeded'),
    failed: () => error(500, 'InternalError'),
    unknown: () => error(404, 'NoSuchResource'),
  });
  return Object.assign(vendor, {
    ...{ invalidations, distribution },
    refuseWith: (given: typeof refusal) => {
      refusal = given;
    },
  });
}

/** The caller's reference and the paths of a batch. */
function readBatch(body: string) {
  const [, quantity, items = '', reference = ''] = batch.exec(body) ?? [];
  const paths = [...items.matchAll(/<Path>([^<]+)<\/Path>/g)].map(([, path = '']) => path);
  if (reference === '') throw new Refusal('the body is the batch', error(400, 'MalformedXML'));
  if (paths.length !== Number(quantity)) {
    throw new Refusal('Quantity is how many', error(400, 'InconsistentQuantities'));
  }
  // "The path is relative to the distribution … must begin with /"; "* must be the last character".
  if (paths.some((path) => !/^\/[A-Za-z0-9_./-]*\*?$/.test(path))) {
    throw new Refusal('paths begin with / and are of the URL', error(400, 'InvalidArgument'));
  }
  return { reference, paths };
}

function error(status: number, code: string, message = code): VendorAnswer {
  const said = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  return xml(
    status,
    `<ErrorResponse xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">${said}<RequestId>r-1</RequestId></ErrorResponse>`,
  );
}

function created(id: string, reference: string, paths: readonly string[]): VendorAnswer {
  const items = paths.map((path) => `<Path>${path}</Path>`).join('');
  const named = `<CallerReference>${reference}</CallerReference>`;
  const body = `<Invalidation><Id>I${reference.length}EXAMPLE</Id><Status>InProgress</Status><CreateTime>2026-11-29T12:00:00Z</CreateTime><InvalidationBatch><Paths><Quantity>${paths.length}</Quantity><Items>${items}</Items></Paths>${named}</InvalidationBatch></Invalidation>`;
  const location = `https://cloudfront.amazonaws.com/2020-05-31/distribution/${id}/invalidation/I1EXAMPLE`;
  const answer = xml(201, body);
  return { ...answer, headers: { ...answer.headers, location } };
}

function xml(status: number, body: string): VendorAnswer {
  const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': 'r-1' };
  return { status, body: `<?xml version="1.0"?>\n${body}`, headers };
}
