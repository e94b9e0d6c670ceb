import type { S3Client } from '@aws-sdk/client-s3';
import { ToldFailure } from '../../failures/told-failure.js';

const loopback = /^(127(\.\d{1,3}){3}|\[?::1\]?|localhost)$/;

/** A failure of S3, without anything that S3 or the SDK said beside its code. */
export class S3Failure extends ToldFailure {
  override readonly name = 'S3Failure';
  /** HTTP status of the answer; undefined when there was none. */
  readonly status: number | undefined;

  constructor(message: string, status: number | undefined) {
    super(message);
    this.status = status;
  }
}

/**
 * Any error of the SDK as one that may be logged: messages of S3 repeat key ids, and those of
 * credential providers what they were given.
 */
export function s3Failure(error: unknown): S3Failure {
  if (error instanceof S3Failure) return error;
  const { name, code, $metadata } = error as {
    readonly name?: string;
    readonly code?: string;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  const kind = /^[A-Za-z0-9_]{1,64}$/.test(code ?? name ?? '') ? (code ?? name) : 'unknown error';
  const said = status === undefined ? 'S3 was not reached' : `S3 answered ${status}`;
  return new S3Failure(`${said}: ${kind}`, status);
}

/** Signed headers and logs do not go over a network in clear: only to this machine itself. */
export function refusePlainHttp(client: S3Client): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const { protocol, hostname } = args.request as { protocol?: string; hostname?: string };
      if (protocol !== 'https:' && !loopback.test(hostname ?? '')) {
        throw new S3Failure('The endpoint of S3 must be https, or on this machine', undefined);
      }
      return next(args);
    },
    { step: 'build', name: 'refusePlainHttp' },
  );
}
