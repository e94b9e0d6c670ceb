import { expect, it } from 'vitest';
import { awsError, missingPermission } from './aws.js';
import type { CatopsError } from './errors.js';

const user =
  'User: arn:aws:sts::123456789012:assumed-role/on-call/ada is not authorized to perform: ';

it.each([
  [
    `${user}athena:GetWorkGroup on resource: arn:aws:athena:eu-west-1:123456789012:workgroup/catops because no identity-based policy allows the athena:GetWorkGroup action`,
    {
      action: 'athena:GetWorkGroup',
      resource: 'arn:aws:athena:eu-west-1:123456789012:workgroup/catops',
      forbidden: false,
    },
  ],
  [
    `${user}cloudwatch:PutMetricAlarm with an explicit deny in a service control policy`,
    { action: 'cloudwatch:PutMetricAlarm', resource: null, forbidden: true },
  ],
  [
    "You do not have permission to perform the 's3:CreateBucket' action. Verify that your S3 policies and your ACLs allow you to perform these actions.",
    { action: 's3:CreateBucket', resource: null, forbidden: false },
  ],
  ['Access Denied', null],
])('reads the missing action of "%s"', (message, missing) => {
  expect(missingPermission(message)).toEqual(missing);
});

it.each([
  [
    `${user}s3:GetObject on resource: "arn:aws:s3:::logs/a".`,
    'allow s3:GetObject on "arn:aws:s3:::logs/a", or use',
  ],
  [
    `${user}s3:GetObject with an explicit deny in an identity-based policy`,
    'a policy forbids s3:GetObject: ask',
  ],
  ['Access Denied', 'let these credentials do it, or use others'],
])('says what mends the denial "%s"', (message, hint) => {
  const denied = Object.assign(new Error(message), {
    name: 'AccessDenied',
    $metadata: { httpStatusCode: 403 },
  });
  const error = awsError('S3', denied, 'query-failed') as CatopsError;
  expect([error.code, error.hint?.slice(0, hint.length)]).toEqual(['credential-refused', hint]);
});
