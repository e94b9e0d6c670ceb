import type { AthenaClient } from '@aws-sdk/client-athena';
import { type AwsAccess, awsError } from '../../platform/aws.js';
import { type AwsCall, type AwsService, createAwsCall } from '../../platform/aws-call.js';
import { CatopsError } from '../../platform/errors.js';

/** Where queries run. */
export interface AthenaAccess extends AwsAccess {
  /** A workgroup of its own, never `primary`: it holds the limit and the place of results. */
  readonly workGroup: string;
  /** Database of the Glue catalogue that holds `access_log`. */
  readonly database: string;
}

export type Sdk = typeof import('@aws-sdk/client-athena');

/** One call of Athena: throws a CatopsError, or the signal's reason when it is aborted. */
export type AthenaCall = AwsCall<AthenaClient, Sdk>;

const athena: AwsService<AthenaClient, Sdk> = {
  name: 'Athena',
  callMs: 35_000,
  load: () => import('@aws-sdk/client-athena'),
  open: (sdk, options) => new sdk.AthenaClient(options),
  named,
};

/** The client with the settings that make it safe. The package is loaded by the first call. */
export function createAthenaCall(access: AthenaAccess): AthenaCall {
  if (access.workGroup === 'primary' || !/^[a-zA-Z0-9._-]{1,128}$/.test(access.workGroup)) {
    const message = `Athena needs a workgroup of its own, not "${access.workGroup}".`;
    throw new CatopsError('config-invalid', message, { hint: 'catops config explain' });
  }
  return createAwsCall(athena, access);
}

/** Athena's own words for two things that its error names do not tell. */
function named(error: unknown): unknown {
  const { name = '', message = '', Reason } = error as { Reason?: string } & Partial<Error>;
  if (Reason === 'CONCURRENT_QUERY_LIMIT_EXCEEDED') {
    const says = 'Athena runs as many queries as this account may have at once.';
    return new CatopsError('vendor-throttled', says, { hint: 'try again later', cause: error });
  }
  if (name === 'InvalidRequestException' && noBucket.test(message)) {
    const says = `Athena cannot use the place of its results: ${message.split('. ')[0]}.`;
    const hint = 'allow s3:GetObject and s3:PutObject on the result prefix of the workgroup';
    return new CatopsError('credential-refused', says, { hint, cause: error });
  }
  return awsError('Athena', error, 'query-failed');
}

// As seen in PyAthena #67 and amazon-s3-find-and-forget #290.
const noBucket =
  /do not seem to have access to the S3 location|Unable to verify\/create output bucket/i;
