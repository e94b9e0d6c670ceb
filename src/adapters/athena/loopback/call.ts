import * as sdk from '@aws-sdk/client-athena';
import { createAwsJson, type Limit, rangeLimit, textLimit } from '../../../testing/aws-json.js';
import type { Denial } from '../../../testing/loopback-vendor.js';

export type { Json } from '../../../testing/aws-json.js';

// "Length Constraints", "Pattern" and "Valid Range" of each member in the Athena API reference.
const limits: Readonly<Record<string, Limit>> = {
  QueryString: {
    rule: 'QueryString has 1 to 262144 bytes',
    fits: (value) => {
      const bytes = Buffer.byteLength(String(value));
      return bytes >= 1 && bytes <= 262_144;
    },
  },
  ClientRequestToken: textLimit('ClientRequestToken has 32 to 128 characters', /^.{32,128}$/s),
  WorkGroup: textLimit('WorkGroup matches [a-zA-Z0-9._-]{1,128}', /^[a-zA-Z0-9._-]{1,128}$/),
  QueryExecutionId: textLimit('QueryExecutionId has 1 to 128 characters, no space', /^\S{1,128}$/),
  MaxResults: rangeLimit('MaxResults', 1, 1000),
  NextToken: textLimit('NextToken has 1 to 1024 characters', /^.{1,1024}$/s),
  CatalogName: textLimit('CatalogName has 1 to 256 characters', /^.{1,256}$/s),
  DatabaseName: textLimit('DatabaseName has 1 to 128 characters', /^.{1,128}$/s),
  TableName: textLimit('TableName has 1 to 128 characters', /^.{1,128}$/s),
};

/** Athena's protocol: awsJson1.1. */
export const { nameOf, operationOf, readCall, answer, refuse, deny, failure } = createAwsJson({
  name: 'Athena',
  target: 'AmazonAthena',
  version: '1.1',
  scope: 'athena',
  queryCompatible: false,
  sdk,
  limits,
});

/** "`InvalidRequestException`: … a required parameter may be missing or out of range." */
export function invalid(message: string): Denial {
  return deny('InvalidRequestException', message, { AthenaErrorCode: 'INVALID_INPUT' });
}
