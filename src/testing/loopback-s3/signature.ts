import { createHash, createHmac } from 'node:crypto';
import { type VendorRequest, vendorNow } from '../loopback-vendor.js';
import { breach, deny } from './answers.js';
import type { S3Account } from './state.js';

// "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)".
const header =
  /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/,]+)\/([^/,]+)\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;
// "If the request time is more than 15 minutes off": RequestTimeTooSkewed.
const largestSkewMs = 15 * 60 * 1000;

/** Checks who asks: form and scope of the header, what is signed, and the signature itself. */
export function checkSignature(request: VendorRequest, account: S3Account): void {
  // "Pre-signed" requests carry their credential in the URL, and URLs end up in logs.
  for (const name of request.query.keys())
    if (/^x-amz-/i.test(name)) throw breach(`${name} does not belong in a URL`, 'InvalidRequest');
  const match = header.exec(request.headers['authorization'] ?? '');
  if (!match) throw breach('Authorization must be AWS4-HMAC-SHA256', 'AccessDenied');
  const [, keyId = '', day = '', region = '', service = '', signed = '', signature = ''] = match;
  if (keyId !== account.accessKeyId) throw deny('InvalidAccessKeyId');
  // "…/<date>/<region>/s3/aws4_request": another region is AuthorizationHeaderMalformed.
  if (region !== account.region || service !== 's3')
    throw breach(`the scope is ${account.region}/s3`, 'AuthorizationHeaderMalformed');
  checkTime(request, day);
  checkSigned(request, signed.split(';'));
  checkToken(request, account);
  const scope = `${day}/${region}/s3/aws4_request`;
  const expected = sign(request, signed, scope, account.secretAccessKey);
  if (signature !== expected) throw breach('the signature is wrong', 'SignatureDoesNotMatch');
}

function checkTime({ headers }: VendorRequest, day: string): void {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(headers['x-amz-date'] ?? '');
  if (!parts) throw breach('x-amz-date is needed, in basic form', 'AccessDenied');
  const [, year, month, date, hour, minute, second] = parts;
  if (`${year}${month}${date}` !== day)
    throw breach('the scope has the day of x-amz-date', 'AuthorizationHeaderMalformed');
  const time = Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`);
  if (Math.abs(time - vendorNow()) > largestSkewMs)
    throw breach('x-amz-date is now', 'RequestTimeTooSkewed');
}

function checkSigned(request: VendorRequest, signed: readonly string[]): void {
  // "You must include the host header … and any x-amz-* headers in the request."
  const needed = Object.keys(request.headers).filter((name) => name.startsWith('x-amz-'));
  for (const name of ['host', 'x-amz-content-sha256', 'x-amz-date', ...needed])
    if (!signed.includes(name)) throw breach(`${name} must be signed`, 'AccessDenied');
  // What decides whether something is written over, or how it is read, must not be changed on the way.
  for (const name of ['if-match', 'if-none-match', 'content-type', 'content-encoding'])
    if (name in request.headers && !signed.includes(name))
      throw breach(`${name} should be signed`, 'AccessDenied');
  if (signed.join(';') !== [...signed].sort().join(';'))
    throw breach('signed headers are sorted', 'AuthorizationHeaderMalformed');
}

function checkToken({ headers }: VendorRequest, { sessionToken }: S3Account): void {
  // "If you are using temporary security credentials, you need to include x-amz-security-token."
  const token = headers['x-amz-security-token'] ?? null;
  if (token !== sessionToken) throw deny('InvalidToken');
}

/** The signature of "Signature Calculations for the Authorization Header". */
function sign(request: VendorRequest, signed: string, scope: string, secret: string): string {
  const headers = signed.split(';').map((name) => `${name}:${canonical(request.headers[name])}\n`);
  const canonicalRequest = [
    request.method,
    request.path,
    canonicalQuery(request.query),
    headers.join(''),
    signed,
    request.headers['x-amz-content-sha256'],
  ].join('\n');
  const hash = createHash('sha256').update(canonicalRequest).digest('hex');
  const text = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, hash].join('\n');
  const key = scope
    .split('/')
    .reduce<Buffer>((made, part) => hmac(made, part), Buffer.from(`AWS4${secret}`));
  return hmac(key, text).toString('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

const canonical = (value = '') => value.trim().replace(/ +/g, ' ');

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .map(([name, value]) => `${uriEncode(name)}=${uriEncode(value)}`)
    .sort()
    .join('&');
}

// "URI encode every byte except the unreserved characters A-Z a-z 0-9 - . _ ~".
function uriEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
