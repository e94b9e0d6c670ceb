import { createHash, randomInt } from 'node:crypto';

const small = '0123456789abcdefghijklmnopqrstuvwxyz';
const all = `${small}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;

function randomText(length: number, alphabet: string): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** A new key: `live_` and 64 letters and digits. Shown once; only its hash is kept. */
export const newKey = (): string => `live_${randomText(64, all)}`;

/** Public id of a key, safe in logs. */
export const newKeyId = (): string => `key_${randomText(10, small)}`;

/** Public id of an account, safe in logs. */
export const newAccountId = (): string => randomText(6, small);

/** What is kept of a key. */
export const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');
