import type { STSClient } from '@aws-sdk/client-sts';
import { type AwsAccess, awsError } from '../../platform/aws.js';
import { type AwsService, awsClockOf, createAwsCall } from '../../platform/aws-call.js';

type Sdk = typeof import('@aws-sdk/client-sts');

/** Whose credentials the AWS clients of this process use. */
export interface AwsIdentity {
  /** `arn:aws:sts::123456789012:assumed-role/on-call/ada` */
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  /** When the credentials end, milliseconds since the epoch; null when they do not say. */
  readonly expiresAt: number | null;
  /** AWS's clock at its answer, ISO 8601, cut to the second; undefined when it said nothing. */
  readonly vendorTime: string | undefined;
}

/** Asks AWS who we are. Needs no permission, and no policy can forbid it. Throws a CatopsError. */
export type WhoAmI = (signal: AbortSignal) => Promise<AwsIdentity>;

const sts: AwsService<STSClient, Sdk> = {
  name: 'AWS',
  callMs: 12_000,
  load: () => import('@aws-sdk/client-sts'),
  open: (sdk, options) => new sdk.STSClient(options),
  named: (error) => awsError('AWS', error, 'vendor-unreachable'),
};

/** The package is loaded by the first call. */
export function createWhoAmI(access: AwsAccess): WhoAmI {
  const call = createAwsCall(sts, access);
  return (signal) =>
    call(signal, async (client, sdk, abortSignal) => {
      const command = new sdk.GetCallerIdentityCommand({});
      const answer = await client.send(command, { abortSignal });
      const { expiration } = await client.config.credentials();
      return {
        arn: answer.Arn ?? '',
        account: answer.Account ?? '',
        region: await client.config.region(),
        expiresAt: expiration?.getTime() ?? null,
        vendorTime: awsClockOf(answer),
      };
    });
}
