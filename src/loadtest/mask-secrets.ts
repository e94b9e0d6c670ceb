import { CatopsError } from '../platform/errors.js';
import { mapTexts } from './placeholders.js';

const masked = '[secret]';
// Of a shorter value every second figure of a report would be masked.
const shortest = 4;

/** A value as it stands in a URL; its slashes stay, for it may be a path. */
export function escapedForUrl(value: string): string {
  return encodeURIComponent(value).replaceAll('%2F', '/');
}

/** A text with every secret masked, also where it stands in a URL. */
export function maskText(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= shortest)
    .flatMap((secret) => [secret, encodeURIComponent(secret), escapedForUrl(secret)])
    .sort((a, b) => b.length - a.length)
    .reduce((shown, secret) => shown.replaceAll(secret, masked), text);
}

/** Plain data with every secret masked in its texts. */
export function maskData<T>(data: T, secrets: readonly string[]): T {
  if (secrets.length === 0) return data;
  return mapTexts(data, (text) => maskText(text, secrets)) as T;
}

/** The same error without secrets; what is no CatopsError is a bug, and stays as it is. */
export function maskError(error: unknown, secrets: readonly string[]): unknown {
  if (!(error instanceof CatopsError) || secrets.length === 0) return error;
  const { code, message, hint, cause } = error;
  return new CatopsError(code, maskText(message, secrets), {
    ...(hint === undefined ? {} : { hint: maskText(hint, secrets) }),
    cause,
  });
}
