import type { S3Client } from '@aws-sdk/client-s3';
import { type AwsAccess, awsError } from '../../platform/aws.js';
import { type AwsCall, type AwsService, createAwsCall } from '../../platform/aws-call.js';
import { CatopsError } from '../../platform/errors.js';

export type Sdk = typeof import('@aws-sdk/client-s3');

/** One call of S3: throws a CatopsError, or the signal's reason when it is aborted. */
export type S3Call = AwsCall<S3Client, Sdk>;

const s3: AwsService<S3Client, Sdk> = {
  name: 'S3',
  callMs: 15 * 60_000,
  load: () => import('@aws-sdk/client-s3'),
  open: (sdk, options) => new sdk.S3Client(options),
  named,
};

/** The client with the settings that make it safe. The package is loaded by the first call. */
export function createS3Call(access: AwsAccess): S3Call {
  return createAwsCall(s3, access);
}

function named(error: unknown): unknown {
  if (error instanceof Error && error.name === 'NoSuchBucket')
    return new CatopsError('config-invalid', 'S3 knows no such bucket.', {
      hint: 'catops config explain',
      cause: error,
    });
  return awsError('S3', error, 'vendor-unreachable');
}

/** Whether the service said so: the object is not there. HEAD has no body to say `NoSuchKey`. */
export function isMissing(error: unknown): boolean {
  const { name } = causeOf(error);
  return name === 'NotFound' || name === 'NoSuchKey';
}

/**
 * Whether a conditional write was lost: the object is another (412), is gone (404 for an If-Match),
 * or is just being written (409).
 */
export function isConditionLost(error: unknown): boolean {
  const { name } = causeOf(error);
  return (
    name === 'PreconditionFailed' || name === 'ConditionalRequestConflict' || name === 'NoSuchKey'
  );
}

/** Whether nobody can say what became of a call: the network or the service failed. */
export function isUnknown(error: unknown): boolean {
  return error instanceof CatopsError && error.code === 'vendor-unreachable';
}

function causeOf(error: unknown): Partial<Error> {
  return error instanceof CatopsError ? ((error.cause ?? {}) as Partial<Error>) : {};
}
