import { Denial, Refusal, type VendorAnswer } from '../loopback-vendor.js';

// Codes and status codes: Amazon S3 API Reference, "Error responses", "List of error codes".
const errors = {
  AccessDenied: [403, 'Access Denied'],
  AuthorizationHeaderMalformed: [400, 'The authorization header is malformed.'],
  BadDigest: [400, 'The checksum did not match what we received.'],
  ConditionalRequestConflict: [409, 'A conflicting conditional operation is in progress.'],
  ExpiredToken: [400, 'The provided token has expired.'],
  IncompleteBody: [400, 'You did not provide the number of bytes specified.'],
  InternalError: [500, 'We encountered an internal error. Please try again.'],
  InvalidAccessKeyId: [403, 'The AWS access key ID does not exist in our records.'],
  InvalidArgument: [400, 'Invalid Argument'],
  InvalidRange: [416, 'The requested range is not satisfiable.'],
  InvalidRequest: [400, 'The request is not valid.'],
  InvalidToken: [400, 'The provided token is malformed or otherwise not valid.'],
  KeyTooLongError: [400, 'Your key is too long.'],
  MalformedXML: [400, 'The XML you provided was not well-formed.'],
  MethodNotAllowed: [405, 'The specified method is not allowed against this resource.'],
  MissingContentLength: [411, 'You must provide the Content-Length HTTP header.'],
  MissingSecurityHeader: [400, 'Your request is missing a required header.'],
  NoSuchBucket: [404, 'The specified bucket does not exist.'],
  NoSuchKey: [404, 'The specified key does not exist.'],
  NotImplemented: [501, 'A header you provided implies functionality not implemented.'],
  PreconditionFailed: [412, 'At least one of the preconditions you specified did not hold.'],
  RequestTimeTooSkewed: [403, 'The difference between the request time and ours is too large.'],
  SignatureDoesNotMatch: [403, 'The request signature does not match.'],
  SlowDown: [503, 'Please reduce your request rate.'],
  XAmzContentSHA256Mismatch: [400, 'The x-amz-content-sha256 header does not match the body.'],
} as const satisfies Record<string, readonly [status: number, message: string]>;

/** An error code of S3. */
export type S3ErrorCode = keyof typeof errors;

/** An error as S3 writes it: `<Error><Code/><Message/><RequestId/></Error>`. */
export function errorAnswer(
  code: S3ErrorCode,
  more: readonly [string, string][] = [],
): VendorAnswer {
  const [status, message] = errors[code];
  const fields = [['Code', code], ['Message', message], ...more, ['RequestId', requestId]];
  return xml(
    status,
    `<Error>${fields.map(([name, value]) => element(name, value)).join('')}</Error>`,
  );
}

/** The request breaks a rule of S3: a mistake of the client, which fails the test. */
export const breach = (rule: string, code: S3ErrorCode): Refusal =>
  new Refusal(rule, errorAnswer(code));

/** The request is well made and S3 says no. */
export const deny = (code: S3ErrorCode): Denial => new Denial(errorAnswer(code));

const requestId = '4442587FB7D0A2F9';

/** Every answer names the request: `x-amz-request-id`. */
export function answer(
  status: number,
  body: Buffer | string,
  headers: Readonly<Record<string, string>>,
): VendorAnswer {
  return { status, body, headers: { 'x-amz-request-id': requestId, ...headers } };
}

export function xml(status: number, body: string): VendorAnswer {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n${body}`;
  return answer(status, text, { 'content-type': 'application/xml' });
}

/** One element with a text in it. */
export function element(name = '', value: string | number | boolean = ''): string {
  const escaped = String(value)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  return `<${name}>${escaped}</${name}>`;
}

/** The text of an element that {@link element} could have written. */
export function unescapeXml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replace(/&#(x[0-9a-fA-F]+|\d+);/g, (_all, code: string) =>
      String.fromCodePoint(Number(code.startsWith('x') ? `0${code}` : code)),
    )
    .replaceAll('&amp;', '&');
}
