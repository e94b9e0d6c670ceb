import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { type AwsAccess, awsError } from '../../platform/aws.js';
import {
  type AwsCall,
  type AwsService,
  awsClockOf,
  createAwsCall,
} from '../../platform/aws-call.js';
import { CatopsError } from '../../platform/errors.js';
import { printable } from '../../platform/terminal-text.js';

export type Sdk = typeof import('@aws-sdk/client-cloudwatch');

/** One call of CloudWatch: throws a CatopsError, or the signal's reason when it is aborted. */
export type CloudWatchCall = AwsCall<CloudWatchClient, Sdk>;

const cloudWatch: AwsService<CloudWatchClient, Sdk> = {
  name: 'CloudWatch',
  callMs: 35_000,
  load: () => import('@aws-sdk/client-cloudwatch'),
  open: (sdk, options) => new sdk.CloudWatchClient(options),
  named,
};

/** The client with the settings that make it safe. The package is loaded by the first call. */
export function createCloudWatchCall(access: AwsAccess): CloudWatchCall {
  return createAwsCall(cloudWatch, access);
}

function named(error: unknown): unknown {
  if (error instanceof Error && /^ResourceNotFound(Exception)?$/.test(error.name)) {
    const message = `CloudWatch has no such alarm: ${printable(error.message)}`;
    return new CatopsError('alarm-unknown', message, { hint: 'catops alarms list', cause: error });
  }
  return awsError('CloudWatch', error, 'alarm-refused');
}

/** What CloudWatch's clock said when it gave that answer, ISO 8601; `fallback` when it said nothing. */
export function clockOf(output: object, fallback: number): string {
  return awsClockOf(output) ?? new Date(fallback).toISOString();
}
