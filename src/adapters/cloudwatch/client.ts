import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { type AwsAccess, awsError } from '../../platform/aws.js';
import {
  type AwsCall,
  type AwsService,
  clearTextGuard,
  createAwsCall,
  guardStep,
} from '../../platform/aws-call.js';
import { CatopsError } from '../../platform/errors.js';
import { printable } from '../../platform/terminal-text.js';
import { vendorTimeOf } from '../../platform/vendor-failure.js';

export type Sdk = typeof import('@aws-sdk/client-cloudwatch');

/** One call of CloudWatch: throws a CatopsError, or the signal's reason when it is aborted. */
export type CloudWatchCall = AwsCall<CloudWatchClient, Sdk>;

const cloudWatch: AwsService<CloudWatchClient, Sdk> = {
  name: 'CloudWatch',
  callMs: 35_000,
  load: () => import('@aws-sdk/client-cloudwatch'),
  open(sdk, options) {
    const client = new sdk.CloudWatchClient(options);
    client.middlewareStack.add(clearTextGuard('CloudWatch'), guardStep);
    client.middlewareStack.add(
      (next) => async (args) => {
        const done = await next(args);
        noteClock(done);
        return done;
      },
      { step: 'initialize', name: 'catopsNoteClock' },
    );
    return client;
  },
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

// The SDK keeps the head of an answer to itself; this remembers the one line of it that is needed.
const clocks = new WeakMap<object, string>();

function noteClock(done: object): void {
  const { output, response } = done as {
    output?: object;
    response?: { headers?: Readonly<Record<string, string>> };
  };
  const at = vendorTimeOf(response?.headers?.['date']);
  if (output && at !== undefined) clocks.set(output, at);
}

/** What CloudWatch's clock said when it gave that answer, ISO 8601; `fallback` when it said nothing. */
export function clockOf(output: object, fallback: number): string {
  return clocks.get(output) ?? new Date(fallback).toISOString();
}
