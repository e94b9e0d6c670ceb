import * as sdk from '@aws-sdk/client-elastic-beanstalk';
import { testCredentials } from '../../../testing/aws-environment.js';
import { escaped, fromForm, toXml } from '../../../testing/aws-query.js';
import { awsOperations } from '../../../testing/aws-schema.js';
import {
  Denial,
  Refusal,
  type VendorAnswer,
  type VendorRequest,
} from '../../../testing/loopback-vendor.js';
import { nextRequestId } from './state.js';

export type Json = Readonly<Record<string, unknown>>;

const operations = awsOperations(sdk);
const namespace = 'http://elasticbeanstalk.amazonaws.com/docs/2010-12-01/';

function formOf({ body }: VendorRequest): URLSearchParams {
  return new URLSearchParams(body.toString('utf8'));
}

/** `Beanstalk.UpdateEnvironment`, as the form names it. */
export function nameOf(request: VendorRequest): string {
  return `Beanstalk.${formOf(request).get('Action') ?? 'nothing'}`;
}

/** Checks what holds for every call (smithy.io, "AWS query protocol"; API reference). */
export function readCall(request: VendorRequest): Json {
  if (request.method !== 'POST' || request.path !== '/' || request.query.size > 0)
    throw refuse('every call is POST /', 'MalformedInput');
  if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    throw refuse('the content type is application/x-www-form-urlencoded', 'MalformedInput');
  checkSignature(request);
  const form = formOf(request);
  // "Version: The API version that the request is written for … 2010-12-01".
  if (form.get('Version') !== '2010-12-01') throw refuse('Version is 2010-12-01', 'InvalidAction');
  const operation = operations.get(form.get('Action') ?? '');
  if (!operation) throw refuse('there is no such action', 'InvalidAction');
  form.delete('Action');
  form.delete('Version');
  const body = fromForm(operation.input, form);
  const [problem] = operation.checkInput(body);
  if (problem) throw refuse(problem, 'ValidationError');
  for (const [member, { rule, fits }] of Object.entries(limits)) {
    const given = body[member];
    if (given !== undefined && !fits(given)) throw refuse(rule, 'ValidationError');
  }
  return body;
}

/** SigV4 (IAM guide, "Signature Version 4"): scope, date and key; the sum itself is not redone. */
function checkSignature({ headers }: VendorRequest): void {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/[a-z0-9-]+\/elasticbeanstalk\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=[0-9a-f]{64}$/;
  const found = pattern.exec(headers['authorization'] ?? '');
  const signed = found?.[3]?.split(';') ?? [];
  if (!found || !['host', 'x-amz-date'].every((name) => signed.includes(name)))
    throw refuse('the request is signed for elasticbeanstalk', 'IncompleteSignature');
  if (!headers['x-amz-date']?.startsWith(String(found[2])))
    throw refuse('the date of the scope is that of x-amz-date', 'SignatureDoesNotMatch');
  if (found[1] !== testCredentials.accessKeyId)
    throw deny('InvalidClientTokenId', 'The security token included is invalid.', 403);
}

interface Limit {
  readonly rule: string;
  fits(value: unknown): boolean;
}

const range = (member: string, most: number): Limit => ({
  rule: `${member} is 1 to ${most}`,
  fits: (value) => Number(value) >= 1 && Number(value) <= most,
});
const length = (member: string, least: number, most: number): Limit => ({
  rule: `${member} has ${least} to ${most} characters`,
  fits: (value) => String(value).length >= least && String(value).length <= most,
});

// "Length Constraints" and "Valid Range" of each member in the Elastic Beanstalk API reference.
const limits: Readonly<Record<string, Limit>> = {
  MaxRecords: range('MaxRecords', 1000),
  EnvironmentName: length('EnvironmentName', 4, 40),
  ApplicationName: length('ApplicationName', 1, 100),
  VersionLabel: length('VersionLabel', 1, 100),
  Description: length('Description', 0, 200),
};

/** 200 with the result as XML, after a look at it: a server that answers nonsense proves nothing. */
export function answer(
  action: string,
  body: Json | null,
  requestId = nextRequestId(),
): VendorAnswer {
  const operation = operations.get(action);
  const [problem] = !operation ? ['no such action'] : body ? operation.checkOutput(body) : [];
  if (problem) throw new Error(`the answer is wrong: ${problem}`);
  const result = body ? `<${action}Result>${toXml(operation?.output, body)}</${action}Result>` : '';
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  const xml = `<${action}Response xmlns="${namespace}">${result}${metadata}</${action}Response>`;
  // The client takes the id of a request from the header, never from the XML.
  return { status: 200, body: xml, headers: { ...headers, 'x-amzn-requestid': requestId } };
}

/** 400 for a request that breaks a rule; the test hears of it. */
export function refuse(rule: string, code: string): Refusal {
  return new Refusal(rule, failure(code, rule));
}

/** 400 (or another status) for a request that is well formed. */
export function deny(code: string, message: string, status = 400): Denial {
  return new Denial(failure(code, message, status));
}

export function failure(code: string, message: string, status = 400): VendorAnswer {
  const type = status < 500 ? 'Sender' : 'Receiver';
  const error = `<Error><Type>${type}</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error>`;
  const requestId = nextRequestId();
  return {
    status,
    body: `<ErrorResponse xmlns="${namespace}">${error}<RequestId>${requestId}</RequestId></ErrorResponse>`,
    headers: { ...headers, 'x-amzn-requestid': requestId },
  };
}

const headers = { 'content-type': 'text/xml' };
