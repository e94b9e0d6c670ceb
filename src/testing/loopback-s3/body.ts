import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { VendorRequest } from '../loopback-vendor.js';
import { breach } from './answers.js';

const unsignedTrailer = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';

/** A body as it was meant, with the checksum that came with it. */
export interface ReadBody {
  readonly bytes: Buffer;
  /** Base64, as `x-amz-checksum-crc32`; null when the client sent none. */
  readonly crc32: string | null;
}

/** Reads a body: whole, or in chunks of `aws-chunked` with its checksum behind it. */
export function readBody(request: VendorRequest): ReadBody {
  const { headers } = request;
  const hash = headers['x-amz-content-sha256'];
  // "x-amz-content-sha256: required for all requests with AWS Signature Version 4".
  if (hash === undefined) throw breach('x-amz-content-sha256 is needed', 'MissingSecurityHeader');
  const read = hash === unsignedTrailer ? readChunked(request) : readWhole(request, hash);
  checkCrc32(read);
  checkMd5(read.bytes, headers['content-md5']);
  return read;
}

function readWhole({ headers, body, method }: VendorRequest, hash: string): ReadBody {
  if (hash !== createHash('sha256').update(body).digest('hex'))
    throw breach('x-amz-content-sha256 is the hash of the body', 'XAmzContentSHA256Mismatch');
  // "Content-Length: you must provide it" for an upload that is not chunked by aws-chunked.
  if ((method === 'PUT' || method === 'POST') && headers['content-length'] === undefined)
    throw breach('Content-Length is needed', 'MissingContentLength');
  return { bytes: body, crc32: headers['x-amz-checksum-crc32'] ?? null };
}

/** "Signature calculations for … including trailing headers (chunked upload)". */
function readChunked({ headers, body }: VendorRequest): ReadBody {
  if (!/(^|,)aws-chunked$/.test(headers['content-encoding'] ?? ''))
    throw breach('such a body has Content-Encoding aws-chunked', 'InvalidRequest');
  const trailer = headers['x-amz-trailer'];
  if (trailer !== 'x-amz-checksum-crc32')
    throw breach('x-amz-trailer names the checksum that follows', 'InvalidRequest');
  const { bytes, rest } = unchunk(body);
  const sum = /^x-amz-checksum-crc32:([A-Za-z0-9+/=]+)\r\n\r\n$/.exec(rest)?.[1];
  if (sum === undefined) throw breach('the announced trailer follows', 'IncompleteBody');
  // "x-amz-decoded-content-length: the size of the data before it was chunked".
  if (headers['x-amz-decoded-content-length'] !== String(bytes.length))
    throw breach('x-amz-decoded-content-length is the length', 'IncompleteBody');
  return { bytes, crc32: sum };
}

function unchunk(body: Buffer): { bytes: Buffer; rest: string } {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.subarray(at, end).toString('latin1'), 16);
    if (end < 0 || !(size >= 0)) throw breach('a chunk begins with its size', 'IncompleteBody');
    at = end + 2;
    if (size === 0) return { bytes: Buffer.concat(parts), rest: body.toString('latin1', at) };
    parts.push(body.subarray(at, at + size));
    at += size + 2;
  }
}

// "Checking object integrity": what does not match is BadDigest and is not stored.
function checkCrc32({ bytes, crc32: sent }: ReadBody): void {
  const made = Buffer.alloc(4);
  made.writeUInt32BE(crc32(bytes));
  if (sent !== null && sent !== made.toString('base64'))
    throw breach('x-amz-checksum-crc32 is the checksum of the body', 'BadDigest');
}

function checkMd5(bytes: Buffer, sent: string | undefined): void {
  if (sent !== undefined && sent !== createHash('md5').update(bytes).digest('base64'))
    throw breach('Content-MD5 is the digest of the body', 'BadDigest');
}
