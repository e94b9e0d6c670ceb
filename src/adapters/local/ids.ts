import { createHash, randomBytes } from 'node:crypto';
import type { Ids } from '../../incidents/ports.js';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Randomness of the system; ids as ULIDs, in order also within one millisecond of this process. */
export function createIds(): Ids {
  let last = { ms: -1, count: 0 };
  return {
    sortable: (nowMs) => {
      // A clock that steps back must not put what comes later before what came first.
      last = nowMs > last.ms ? { ms: nowMs, count: 0 } : { ms: last.ms, count: last.count + 1 };
      return `${encode(last.ms, 10)}${encode(last.count, 3)}${randomText(13)}`;
    },
    random: (bytes) => randomBytes(bytes).toString('hex'),
    fraction: () => randomBytes(4).readUInt32BE() / 0x1_0000_0000,
    sha256: (content) => createHash('sha256').update(content).digest('hex'),
  };
}

function encode(value: number, length: number): string {
  let rest = value;
  let text = '';
  for (let i = 0; i < length; i += 1) {
    text = alphabet.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

function randomText(length: number): string {
  return [...randomBytes(length)].map((byte) => alphabet.charAt(byte % 32)).join('');
}
