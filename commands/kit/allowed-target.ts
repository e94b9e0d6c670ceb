import { isThisMachine } from '../../src/loadtest/is-this-machine.js';
import { CatopsError } from '../../src/platform/errors.js';

/** How messages call the target, and say how to allow one. */
export interface TargetWords {
  readonly name: string;
  allow(url: string, host: string): string;
}

/**
 * The base URL that may be put under load, without a trailing slash; anything else is one
 * `usage-invalid`. Load on a machine that nobody named is an attack, and a mistyped address is
 * enough for it.
 */
export function allowedTarget(
  text: string,
  allowed: readonly string[],
  { name, allow }: TargetWords,
): string {
  const url = plainUrl(text, name);
  const { hostname } = new URL(url);
  if (isThisMachine(url)) return url;
  if (allowed.some((host) => host.trim().toLowerCase() === hostname)) return url;
  throw new CatopsError(
    'usage-invalid',
    `${name}: ${hostname} is not this machine, and nobody allowed to put it under load; nothing was sent.`,
    { hint: allow(url, hostname) },
  );
}

/** A base URL without a trailing slash, name, query and fragment; else one `usage-invalid`. */
export function plainUrl(text: string, name: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const secret = url !== undefined && (url.username !== '' || url.password !== '');
  if (!url || !/^https?:$/.test(url.protocol) || secret || url.search || url.hash) {
    // A URL that carries a name and password must not be repeated.
    const shown = secret ? 'the URL given' : `"${text}"`;
    throw new CatopsError(
      'usage-invalid',
      `${name}: ${shown} is not a plain URL such as http://127.0.0.1:3000.`,
    );
  }
  return url.href.replace(/\/+$/, '');
}
