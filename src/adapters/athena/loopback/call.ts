import * as sdk from '@aws-sdk/client-athena';
import { testCredentials } from '../../../testing/aws-environment.js';
import { awsOperations } from '../../../testing/aws-schema.js';
import {
  Denial,
  Refusal,
  type VendorAnswer,
  type VendorRequest,
} from '../../../testing/loopback-vendor.js';

export type Json = Readonly<Record<string, unknown>>;

const operations = awsOperations(sdk);

/** `Athena.StartQueryExecution`, as the target of the request names it. */
export function nameOf({ headers }: VendorRequest): string {
  return `Athena.${/^AmazonAthena\.(\w+)$/.exec(headers['x-amz-target'] ?? '')?.[1] ?? 'nothing'}`;
}

/** Checks what holds for every call of awsJson1.1 (smithy.io, "AWS JSON 1.1 protocol"). */
export function readCall(request: VendorRequest): Json {
  if (request.method !== 'POST' || request.path !== '/' || request.query.size > 0)
    throw refuse('every call is POST /', 'UnknownOperationException');
  if (request.headers['content-type'] !== 'application/x-amz-json-1.1')
    throw refuse('the content type is application/x-amz-json-1.1', 'SerializationException');
  checkSignature(request);
  const operation = operations.get(request.route.slice('Athena.'.length));
  if (!operation) throw refuse('there is no such operation', 'UnknownOperationException');
  const body: unknown = JSON.parse(request.body.toString('utf8'));
  const [problem] = operation.checkInput(body);
  if (problem) throw refuse(problem, 'SerializationException');
  const value = body as Json;
  for (const [member, limit] of Object.entries(limits)) {
    const given = value[member];
    if (given !== undefined && !limit.fits(given)) throw refuse(limit.rule, 'ValidationException');
  }
  return value;
}

/** SigV4 (IAM guide, "Signature Version 4"): scope, date and key; the sum itself is not redone. */
function checkSignature({ headers }: VendorRequest): void {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/[a-z0-9-]+\/athena\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=[0-9a-f]{64}$/;
  const found = pattern.exec(headers['authorization'] ?? '');
  const signed = found?.[3]?.split(';') ?? [];
  if (!found || !['host', 'x-amz-date', 'x-amz-target'].every((name) => signed.includes(name)))
    throw refuse('the request is signed for athena', 'IncompleteSignature');
  if (!headers['x-amz-date']?.startsWith(String(found[2])))
    throw refuse('the date of the scope is that of x-amz-date', 'InvalidSignatureException');
  if (found[1] !== testCredentials.accessKeyId)
    throw deny('UnrecognizedClientException', 'The security token included is invalid.');
}

interface Limit {
  readonly rule: string;
  fits(value: unknown): boolean;
}

const texts = (rule: string, pattern: RegExp): Limit => ({
  rule,
  fits: (value) => pattern.test(String(value)),
});

// "Length Constraints", "Pattern" and "Valid Range" of each member in the Athena API reference.
const limits: Readonly<Record<string, Limit>> = {
  QueryString: {
    rule: 'QueryString has 1 to 262144 bytes',
    fits: (value) => {
      const bytes = Buffer.byteLength(String(value));
      return bytes >= 1 && bytes <= 262_144;
    },
  },
  ClientRequestToken: texts('ClientRequestToken has 32 to 128 characters', /^.{32,128}$/s),
  WorkGroup: texts('WorkGroup matches [a-zA-Z0-9._-]{1,128}', /^[a-zA-Z0-9._-]{1,128}$/),
  QueryExecutionId: texts('QueryExecutionId has 1 to 128 characters, no space', /^\S{1,128}$/),
  MaxResults: {
    rule: 'MaxResults is 1 to 1000',
    fits: (value) => Number(value) >= 1 && Number(value) <= 1000,
  },
  NextToken: texts('NextToken has 1 to 1024 characters', /^.{1,1024}$/s),
  CatalogName: texts('CatalogName has 1 to 256 characters', /^.{1,256}$/s),
  DatabaseName: texts('DatabaseName has 1 to 128 characters', /^.{1,128}$/s),
  TableName: texts('TableName has 1 to 128 characters', /^.{1,128}$/s),
};

/** 200, after a look at the answer itself: a server that answers nonsense proves nothing. */
export function answer(operation: string, body: Json): VendorAnswer {
  const [problem] = operations.get(operation)?.checkOutput(body) ?? ['no such operation'];
  if (problem) throw new Error(`the answer is wrong: ${problem}`);
  return { status: 200, body: JSON.stringify(body), headers };
}

/** 400 for a request that breaks a rule; the test hears of it. */
export function refuse(rule: string, type: string): Refusal {
  return new Refusal(rule, failure(type, rule));
}

/** 400 for a request that is well formed. */
export function deny(type: string, message: string, more: Json = {}): Denial {
  return new Denial(failure(type, message, more));
}

/** "`InvalidRequestException`: … a required parameter may be missing or out of range." */
export function invalid(message: string): Denial {
  return deny('InvalidRequestException', message, { AthenaErrorCode: 'INVALID_INPUT' });
}

export function failure(type: string, message: string, more: Json = {}, status = 400) {
  return { status, body: JSON.stringify({ __type: type, Message: message, ...more }), headers };
}

const headers = {
  'content-type': 'application/x-amz-json-1.1',
  'x-amzn-requestid': '5b5b1c6e-0000-4000-8000-000000000000',
};
