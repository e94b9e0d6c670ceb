import * as sdk from '@aws-sdk/client-rekognition';
import { createAwsJson, type Limit, rangeLimit } from '../../../../../src/testing/aws-json.js';
import {
  type LoopbackVendor,
  startLoopbackVendor,
  type VendorAnswer,
} from '../../../../../src/testing/loopback-vendor.js';

// "Guidelines and quotas in Amazon Rekognition" and the API reference of the four actions.
const limits: Readonly<Record<string, Limit>> = {
  MaxLabels: rangeLimit('MaxLabels', 0, 1000),
  MinConfidence: rangeLimit('MinConfidence', 0, 100),
  Attributes: {
    rule: 'Attributes is a list of DEFAULT, ALL or a name of an attribute',
    fits: (value) => Array.isArray(value) && value.every((each) => /^[A-Z_]+$/.test(String(each))),
  },
};
const mostBytes = 5_242_880;
const leastSide = 80;
const mostSide = 10_000;

const { nameOf, operationOf, readCall, answer, refuse, deny, failure } = createAwsJson({
  ...{ name: 'Rekognition', target: 'RekognitionService', version: '1.1', scope: 'rekognition' },
  ...{ queryCompatible: false, sdk, limits },
});

/** What it finds in every picture, by action. */
export type RekognitionFinds = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Rekognition on 127.0.0.1. Routes are `Rekognition.DetectLabels` and so on. */
export interface LoopbackRekognition extends LoopbackVendor {
  /** An action that the credentials may not use from now on. */
  deny(action: string): void;
}

/** Starts it; it takes only JPEG and PNG within the documented bounds. */
export async function startLoopbackRekognition(
  finds: RekognitionFinds,
): Promise<LoopbackRekognition> {
  const denied = new Set<string>();
  const vendor = await startLoopbackVendor({
    name: 'Rekognition',
    nameOf,
    handle: (request): VendorAnswer | undefined => {
      const { Image } = readCall(request);
      const action = operationOf(request);
      if (denied.has(action)) {
        throw deny(
          'AccessDeniedException',
          `User: arn:aws:iam::123456789012:user/ana is not authorized to perform: rekognition:${action} because no identity-based policy allows the rekognition:${action} action`,
        );
      }
      checkImage(Image);
      const found = finds[action];
      return found && answer(action, found);
    },
    rateLimited: () =>
      failure('ProvisionedThroughputExceededException', 'Provisioned rate exceeded.'),
    failed: () => failure('InternalServerError', 'Internal server error', {}, 500),
    unknown: () => failure('UnknownOperationException', ''),
  });
  return Object.assign(vendor, { deny: (action: string) => void denied.add(action) });
}

function checkImage(image: unknown): void {
  const { Bytes, S3Object } = image as Readonly<Record<string, unknown>>;
  if (typeof Bytes !== 'string' || S3Object !== undefined) {
    throw refuse('an image is Bytes or an S3Object', 'InvalidParameterException');
  }
  const bytes = Buffer.from(Bytes, 'base64');
  if (bytes.length > mostBytes) throw refuse('an image has 5 MB', 'ImageTooLargeException');
  const size = sizeOfJpeg(bytes);
  if (!size) throw refuse('an image is a JPEG or PNG', 'InvalidImageFormatException');
  if (Math.min(...size) < leastSide || Math.max(...size) > mostSide) {
    throw refuse('an image has 80 to 10,000 pixels a side', 'InvalidParameterException');
  }
}

/** Height and width of a JPEG, from its first frame header; undefined when it is none. */
function sizeOfJpeg(bytes: Buffer): [number, number] | undefined {
  if (bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes.readUInt16BE(at);
    const isFrame = marker >= 0xffc0 && marker <= 0xffc2;
    if (isFrame) return [bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7)];
  }
  return undefined;
}
