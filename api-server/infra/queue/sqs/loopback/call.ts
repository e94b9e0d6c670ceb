import * as sdk from '@aws-sdk/client-sqs';
import {
  createAwsJson,
  type Limit,
  rangeLimit,
  textLimit,
} from '../../../../../src/testing/aws-json.js';
import type { Denial } from '../../../../../src/testing/loopback-vendor.js';

export type { Json } from '../../../../../src/testing/aws-json.js';

// "Request Parameters" of each action in the SQS API reference.
const limits: Readonly<Record<string, Limit>> = {
  QueueUrl: textLimit('QueueUrl is a URL', /^https?:\/\/[^/]+\/\d{12}\/[A-Za-z0-9_-]{1,80}$/),
  QueueName: textLimit('QueueName has 1 to 80 of [A-Za-z0-9_-]', /^[A-Za-z0-9_-]{1,80}$/),
  QueueOwnerAWSAccountId: textLimit('an account has 12 digits', /^\d{12}$/),
  MaxNumberOfMessages: rangeLimit('MaxNumberOfMessages', 1, 10),
  WaitTimeSeconds: rangeLimit('WaitTimeSeconds', 0, 20),
  VisibilityTimeout: rangeLimit('VisibilityTimeout', 0, 43_200),
  DelaySeconds: rangeLimit('DelaySeconds', 0, 900),
};

/** The protocol of SQS: awsJson1.0, with the error codes of its query protocol in a header. */
export const { nameOf, operationOf, readCall, answer, refuse, deny, failure } = createAwsJson({
  name: 'Sqs',
  target: 'AmazonSQS',
  version: '1.0',
  scope: 'sqs',
  queryCompatible: true,
  sdk,
  limits,
});

/** As it names the action: in small letters. */
export function notAllowed(operation: string, arn: string): Denial {
  const action = `sqs:${operation.toLowerCase()}`;
  return deny(
    'com.amazon.coral.service#AccessDeniedException',
    `User: arn:aws:sts::123456789012:assumed-role/cats/i-0 is not authorized to perform: ${action} ` +
      `on resource: ${arn} because no identity-based policy allows the ${action} action`,
  );
}
