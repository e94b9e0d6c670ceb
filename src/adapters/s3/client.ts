import type { S3Client } from '@aws-sdk/client-s3';
import { type AwsAccess, awsClientOptions, awsError, refuseClearText } from '../../platform/aws.js';
import { CatopsError } from '../../platform/errors.js';
import { bounded } from '../../platform/vendor-failure.js';

export type Sdk = typeof import('@aws-sdk/client-s3');

/** One call of S3: throws a CatopsError, or the signal's reason when it is aborted. */
export type S3Call = <T>(
  signal: AbortSignal,
  send: (client: S3Client, sdk: Sdk, abortSignal: AbortSignal) => Promise<T>,
) => Promise<T>;

/** For one call with its attempts and its body, milliseconds; silence ends it sooner. */
const callMs = 15 * 60_000;

/** The client with the settings that make it safe. The package is loaded by the first call. */
export function createS3Call(access: AwsAccess): S3Call {
  const options = awsClientOptions('S3', access);
  let opened: Promise<{ readonly client: S3Client; readonly sdk: Sdk }> | undefined;

  async function open() {
    const sdk = await import('@aws-sdk/client-s3');
    const client = new sdk.S3Client(options);
    client.middlewareStack.add(
      (next) => (args) => {
        refuseClearText('S3', args.request);
        return next(args);
      },
      { step: 'build', name: 'catopsRefuseClearText' },
    );
    return { client, sdk };
  }

  return async (signal, send) => {
    signal.throwIfAborted();
    opened ??= open();
    const { client, sdk } = await opened;
    const limited = bounded(signal, callMs);
    try {
      return await send(client, sdk, limited);
    } catch (error) {
      signal.throwIfAborted();
      if (limited.aborted)
        throw new CatopsError('vendor-unreachable', 'S3 did not answer in time.', { cause: error });
      throw named(error);
    }
  };
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

function causeOf(error: unknown): Partial<Error> {
  return error instanceof CatopsError ? ((error.cause ?? {}) as Partial<Error>) : {};
}
