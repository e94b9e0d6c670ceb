import type { Host, Output } from '../../src/platform/host.js';

/** Whether to use colour on a stream: FORCE_COLOR, then NO_COLOR, then whether it is a terminal. */
export function wantsColour({ env }: Pick<Host, 'env'>, stream: Output): boolean {
  if (env['FORCE_COLOR']) return env['FORCE_COLOR'] !== '0';
  if (env['NO_COLOR']) return false;
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

/** Whether a view that redraws itself may be shown: a person sits at a capable terminal. */
export function wantsLiveView({
  env,
  stdout,
  stderr,
}: Pick<Host, 'env' | 'stdout' | 'stderr'>): boolean {
  return stdout.isTTY === true && stderr.isTTY === true && env['TERM'] !== 'dumb' && !env['CI'];
}

/** Columns a table may take: a terminal's; without one nothing is cut, for whoever searches it. */
export function tableWidthOf(stream: Output): number {
  return stream.isTTY === true ? Math.max(40, stream.columns ?? 80) : Number.POSITIVE_INFINITY;
}

/** Columns to lay prose out in: no wider than a person reads at ease. */
export function widthOf(stream: Output): number {
  return Math.max(40, Math.min(stream.columns ?? 80, 120));
}

/** Whether the locale is set to one that shows nothing beyond ASCII, such as `C`. */
export function wantsAscii({ env }: Pick<Host, 'env'>): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return locale !== '' && !/utf-?8/i.test(locale);
}
