import type { SQSClient } from '@aws-sdk/client-sqs';
import { awsError } from '../../../../src/platform/aws.js';
import { type AwsCall, type AwsService, createAwsCall } from '../../../../src/platform/aws-call.js';
import { blamed } from '../../../failures/dependency.js';
import type { SqsLocation } from './sqs-location.js';

type Sdk = typeof import('@aws-sdk/client-sqs');

/** One call of SQS: throws a CatopsError, or the signal's reason when it is aborted. */
export type SqsCall = AwsCall<SQSClient, Sdk>;

/** How long a receive waits for the first message, seconds; SQS allows 20. */
export const waitSeconds = 10;

const sqs: AwsService<SQSClient, Sdk> = {
  name: 'SQS',
  callMs: 40_000,
  load: () => import('@aws-sdk/client-sqs'),
  open: (sdk, options) => new sdk.SQSClient(options),
  named: (error) => blamed(awsError('SQS', error, 'queue-refused'), 'queue'),
};

/** The client, where the queues are. The package is loaded by the first call. */
export function createSqsCall({ endpoint, region }: SqsLocation): SqsCall {
  // A receive that waits is silent for so long.
  return createAwsCall(sqs, { endpoint, region, silenceMs: (waitSeconds + 5) * 1000 });
}
