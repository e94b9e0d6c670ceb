import { Secret } from '../../src/platform/secret.js';

/** A setting's value as `config explain` and the README write it: what the environment would hold. */
export function settingText(value: unknown): string {
  if (Array.isArray(value)) return value.join(',');
  if (typeof value !== 'object' || value === null || value instanceof Secret) return String(value);
  return Object.entries(value)
    .map(([name, each]) => `${name}=${each === true ? 'yes' : each === false ? 'no' : each}`)
    .join(',');
}
