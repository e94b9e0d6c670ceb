import type { ImageRecord } from '../../features/images/store.js';

const signatures: readonly (readonly [ImageRecord['extension'], string])[] = [
  ['jpg', 'ffd8ff'],
  ['png', '89504e470d0a1a0a'],
  ['gif', '474946383761'],
  ['gif', '474946383961'],
];
const gifTrailer = 0x3b;

/**
 * What a file is by its first bytes, whatever it is called; undefined when it is none of ours. A GIF
 * that was cut off would be read as far as it goes: it must have its end.
 */
export function pictureKind(bytes: Buffer): ImageRecord['extension'] | undefined {
  const head = bytes.subarray(0, 8).toString('hex');
  const kind = signatures.find(([, signature]) => head.startsWith(signature))?.[0];
  if (kind !== 'gif') return kind;
  let end = bytes.length - 1;
  // Some programs fill the last block.
  while (bytes[end] === 0) end -= 1;
  return bytes[end] === gifTrailer ? kind : undefined;
}
