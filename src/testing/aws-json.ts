import { testCredentials } from './aws-environment.js';
import { awsOperations } from './aws-schema.js';
import { Denial, Refusal, type VendorAnswer, type VendorRequest } from './loopback-vendor.js';

export type Json = Readonly<Record<string, unknown>>;

/** One member's rule beyond the SDK's schema. */
export interface Limit {
  readonly rule: string;
  fits(value: unknown): boolean;
}

/** A member whose text matches. */
export const textLimit = (rule: string, pattern: RegExp): Limit => ({
  rule,
  fits: (value) => pattern.test(String(value)),
});

/** A number from `least` to `most`. */
export const rangeLimit = (member: string, least: number, most: number): Limit => ({
  rule: `${member} is ${least} to ${most}`,
  fits: (value) => Number(value) >= least && Number(value) <= most,
});

/** A service that speaks JSON over HTTP, as AWS has several. */
export interface AwsJsonService {
  /** First part of a route's name, such as `Athena` of `Athena.GetQueryExecution`. */
  readonly name: string;
  /** What stands before the operation in `x-amz-target`. */
  readonly target: string;
  readonly version: '1.0' | '1.1';
  /** The service's name in the scope of a signature. */
  readonly scope: string;
  /** "awsQueryCompatible": once it spoke the query protocol, and tells old error codes still. */
  readonly queryCompatible: boolean;
  /** The client's package: it exports the schemas. */
  readonly sdk: object;
  /** Of members of any request, by name: length, pattern and range from the API reference. */
  readonly limits: Readonly<Record<string, Limit>>;
}

/** What a loopback server of such a service is made of. */
export interface AwsJson {
  nameOf(request: VendorRequest): string;
  /** The name of the operation in a route. */
  operationOf(request: VendorRequest): string;
  /** Checks what holds for every call (smithy.io, "AWS JSON 1.0 protocol", "1.1"). */
  readCall(request: VendorRequest): Json;
  /** 200, after a look at the answer itself: a server that answers nonsense proves nothing. */
  answer(operation: string, body: Json, more?: Readonly<Record<string, string>>): VendorAnswer;
  /** 400 for a request that breaks a rule; the test hears of it. */
  refuse(rule: string, type: string): Refusal;
  /** 400 (or another status) for a request that is well formed. */
  deny(type: string, message: string, more?: Json, status?: number): Denial;
  failure(type: string, message: string, more?: Json, status?: number): VendorAnswer;
}

export function createAwsJson(service: AwsJsonService): AwsJson {
  const operations = awsOperations(service.sdk);
  const contentType = `application/x-amz-json-${service.version}`;
  const headers = {
    'content-type': contentType,
    'x-amzn-requestid': '5b5b1c6e-0000-4000-8000-000000000000',
  };
  const target = new RegExp(`^${service.target}\\.(\\w+)$`);
  const operationOf = ({ route }: VendorRequest) => route.slice(service.name.length + 1);

  function failure(type: string, message: string, more: Json = {}, status = 400): VendorAnswer {
    const old = { 'x-amzn-query-error': `${type};${status < 500 ? 'Sender' : 'Receiver'}` };
    return {
      status,
      body: JSON.stringify({ __type: type, Message: message, ...more }),
      headers: { ...headers, ...(service.queryCompatible ? old : {}) },
    };
  }

  const refuse = (rule: string, type: string) => new Refusal(rule, failure(type, rule));
  const deny: AwsJson['deny'] = (type, message, more = {}, status = 400) =>
    new Denial(failure(type, message, more, status));

  /** SigV4 (IAM guide, "Signature Version 4"): scope, date and key; the sum itself is not redone. */
  function checkSignature({ headers: sent }: VendorRequest): void {
    const found = signature(service.scope).exec(sent['authorization'] ?? '');
    const signed = found?.[3]?.split(';') ?? [];
    if (!found || !['host', 'x-amz-date', 'x-amz-target'].every((name) => signed.includes(name)))
      throw refuse(`the request is signed for ${service.scope}`, 'IncompleteSignature');
    if (!sent['x-amz-date']?.startsWith(String(found[2])))
      throw refuse('the date of the scope is that of x-amz-date', 'InvalidSignatureException');
    if (found[1] !== testCredentials.accessKeyId)
      throw deny('UnrecognizedClientException', 'The security token included is invalid.');
  }

  function checkEnvelope(request: VendorRequest): void {
    if (request.method !== 'POST' || request.path !== '/' || request.query.size > 0)
      throw refuse('every call is POST /', 'UnknownOperationException');
    if (request.headers['content-type'] !== contentType)
      throw refuse(`the content type is ${contentType}`, 'SerializationException');
    if (service.queryCompatible && request.headers['x-amzn-query-mode'] !== 'true')
      throw refuse('x-amzn-query-mode is true', 'SerializationException');
    checkSignature(request);
  }

  return {
    nameOf: ({ headers: sent }) =>
      `${service.name}.${target.exec(sent['x-amz-target'] ?? '')?.[1] ?? 'nothing'}`,
    operationOf,
    readCall: (request) => {
      checkEnvelope(request);
      const operation = operations.get(operationOf(request));
      if (!operation) throw refuse('there is no such operation', 'UnknownOperationException');
      const body: unknown = JSON.parse(request.body.toString('utf8'));
      const [problem] = operation.checkInput(body);
      if (problem) throw refuse(problem, 'SerializationException');
      const value = body as Json;
      const broken = Object.entries(service.limits).find(
        ([member, limit]) => value[member] !== undefined && !limit.fits(value[member]),
      );
      if (broken) throw refuse(broken[1].rule, 'ValidationException');
      return value;
    },
    answer: (operation, body, more = {}) => {
      const [problem] = operations.get(operation)?.checkOutput(body) ?? ['no such operation'];
      if (problem) throw new Error(`the answer is wrong: ${problem}`);
      return { status: 200, body: JSON.stringify(body), headers: { ...headers, ...more } };
    },
    refuse,
    deny,
    failure,
  };
}

const signature = (scope: string) =>
  new RegExp(
    `^AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/[a-z0-9-]+/${scope}/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=[0-9a-f]{64}$`,
  );
