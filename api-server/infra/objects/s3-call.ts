import type { S3Client } from '@aws-sdk/client-s3';
import { awsError, awsFailureKind, awsStatusOf } from '../../../src/platform/aws.js';
import { type AwsService, createAwsCall } from '../../../src/platform/aws-call.js';
import { CatopsError } from '../../../src/platform/errors.js';

type Sdk = typeof import('@aws-sdk/client-s3');

/** One call of S3 for which these credentials need that action; throws a CatopsError. */
export type S3Call = <T>(
  action: string,
  send: (client: Client, sdk: Sdk, abort: { readonly abortSignal: AbortSignal }) => Promise<T>,
  signal?: AbortSignal,
) => Promise<T>;

type Client = Pick<S3Client, 'send'>;

/** Files that are sent on while they are read: as many as one process has on their way. */
const connections = 1024;

const s3: AwsService<S3Client, Sdk> = {
  name: 'S3',
  callMs: 130_000,
  load: () => import('@aws-sdk/client-s3'),
  open: (sdk, options) => {
    const agent = { keepAlive: true, maxSockets: connections };
    const requestHandler = { ...options.requestHandler, httpAgent: agent, httpsAgent: agent };
    return new sdk.S3Client({ ...options, requestHandler });
  },
  named: (error) => awsError('S3', bare(error), 'vendor-unreachable'),
};

/** A body is read as fast as whoever asked for it reads: silence ends its head alone, `callMs` the rest. */
const streamed: typeof s3 = {
  ...s3,
  open: (sdk, options) =>
    s3.open(sdk, { ...options, requestHandler: { ...options.requestHandler, socketTimeout: 0 } }),
};

/** How a call of S3 is waited for. */
interface S3Waiting {
  /** How long a connection may be silent, milliseconds. */
  readonly silenceMs?: number | undefined;
  /** The body is handed on as a stream, whose reader may pause. */
  readonly isStreamed?: boolean;
}

/** Region, endpoint and credentials come from where every AWS SDK looks for them. */
export function createS3Call(
  bucket: string,
  { silenceMs = 20_000, isStreamed = false }: S3Waiting = {},
): S3Call {
  const call = createAwsCall(isStreamed ? streamed : s3, { silenceMs });
  return async (action, send, signal = new AbortController().signal) => {
    try {
      return await call(signal, (client, sdk, abortSignal) => send(client, sdk, { abortSignal }));
    } catch (error) {
      throw named(error, action, bucket);
    }
  };
}

/** What S3 said, of an error of {@link S3Call}; HEAD has no body to say more than a status. */
export function s3Said(error: unknown): string | undefined {
  return error instanceof CatopsError && error.cause instanceof Error
    ? error.cause.name
    : undefined;
}

export function isMissing(error: unknown): boolean {
  return s3Said(error) === 'NoSuchKey' || s3Said(error) === 'NotFound';
}

function named(error: unknown, action: string, bucket: string): unknown {
  if (!(error instanceof CatopsError)) return error;
  const { cause } = error;
  const said = s3Said(error);
  const wrong = (message: string, hint: string) =>
    new CatopsError('config-invalid', message, { hint, cause });
  if (said === 'NoSuchBucket' || (action === 's3:ListBucket' && isMissing(error))) {
    return wrong(
      `S3 knows no bucket ${bucket}.`,
      'make it, or name another; catops config explain',
    );
  }
  // "PermanentRedirect: the bucket … must be addressed using the specified endpoint": 301.
  if (said === 'AuthorizationHeaderMalformed' || awsStatusOf(cause) === 301) {
    return wrong(`The bucket ${bucket} is in another region.`, 'set AWS_REGION to its region');
  }
  // It names the action only to those of the same account, and never where the answer has no body.
  if (awsFailureKind(cause) !== 'denied') return error;
  const hint = `allow ${action} there, or use other credentials (AWS_PROFILE)`;
  const message = `S3 does not allow ${action} on ${bucket}.`;
  return new CatopsError('credential-refused', message, { hint, cause });
}

/** An error of the SDK without its copy of the request and of the answer, which hold credentials. */
function bare(error: unknown): unknown {
  if (!(error instanceof Error) || !('$metadata' in error)) return error;
  const { name, message, $metadata } = error;
  const code = 'code' in error ? error.code : undefined;
  const said = new Error(/signature/i.test(name) ? name : message);
  return Object.assign(said, { name, $metadata, ...(code !== undefined && { code }) });
}
