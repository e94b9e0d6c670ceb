import * as sdk from '@aws-sdk/client-sts';
import { testCredentials } from '../../../testing/aws-environment.js';
import { escaped, toXml } from '../../../testing/aws-query.js';
import { awsOperations } from '../../../testing/aws-schema.js';
import {
  Denial,
  type LoopbackVendor,
  Refusal,
  startLoopbackVendor,
  type VendorAnswer,
  type VendorRequest,
  vendorNow,
} from '../../../testing/loopback-vendor.js';

const operation = awsOperations(sdk).get('GetCallerIdentity');
const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/';
const me = {
  Arn: 'arn:aws:sts::123456789012:assumed-role/on-call/ada',
  UserId: 'AROAEXAMPLE:ada',
  Account: '123456789012',
};

/** STS on 127.0.0.1: GetCallerIdentity alone, in the query protocol. `skewMs`: its clock minus ours. */
export async function startLoopbackSts({ skewMs = 0 } = {}): Promise<LoopbackVendor> {
  const date = () => ({ date: new Date(vendorNow() + skewMs).toUTCString() });
  return startLoopbackVendor({
    name: 'AWS STS',
    nameOf: (request) => `Sts.${formOf(request).get('Action') ?? 'nothing'}`,
    handle: (request) => {
      if (request.route !== 'Sts.GetCallerIdentity') return undefined;
      check(request);
      const result = `<GetCallerIdentityResult>${toXml(operation?.output, me)}</GetCallerIdentityResult>`;
      const body = `<GetCallerIdentityResponse xmlns="${namespace}">${result}</GetCallerIdentityResponse>`;
      return { status: 200, body, headers: { ...xml, ...date() } };
    },
    rateLimited: () => failure('Throttling', 'Rate exceeded', 400),
    failed: () => failure('InternalFailure', 'An internal error has occurred', 500),
    unknown: () => failure('InvalidAction', 'The action is not valid.', 400),
  });
}

function formOf({ body }: VendorRequest): URLSearchParams {
  return new URLSearchParams(body.toString('utf8'));
}

/** STS API reference, "GetCallerIdentity" and "Common parameters". */
function check(request: VendorRequest): void {
  const form = formOf(request);
  if (request.method !== 'POST' || request.path !== '/')
    throw new Refusal('every call is POST /', failure('MalformedInput', 'POST /', 400));
  if (form.get('Version') !== '2011-06-15')
    throw new Refusal('Version is 2011-06-15', failure('InvalidAction', 'Version', 400));
  if ([...form.keys()].some((key) => !['Action', 'Version'].includes(key)))
    throw new Refusal('it takes no parameters', failure('ValidationError', 'none', 400));
  const signed = /Credential=([^/]+)\/\d{8}\/[a-z0-9-]+\/sts\/aws4_request/.exec(
    request.headers['authorization'] ?? '',
  );
  if (!signed)
    throw new Refusal('it is signed for sts', failure('IncompleteSignature', 'sts', 400));
  if (signed[1] !== testCredentials.accessKeyId)
    throw new Denial(
      failure(
        'InvalidClientTokenId',
        'The security token included in the request is invalid.',
        403,
      ),
    );
}

function failure(code: string, message: string, status: number): VendorAnswer {
  const type = status < 500 ? 'Sender' : 'Receiver';
  const error = `<Error><Type>${type}</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error>`;
  const body = `<ErrorResponse xmlns="${namespace}">${error}<RequestId>r-1</RequestId></ErrorResponse>`;
  return { status, body, headers: xml };
}

const xml = { 'content-type': 'text/xml' };
