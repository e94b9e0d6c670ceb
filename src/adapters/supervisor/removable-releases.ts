import type { EnvironmentEvent, Release } from '../../environments/ports.js';

/** Releases that are kept of those that were made last, and again of those that ran last. */
export const keptReleases = 5;

/**
 * Releases that nobody needs any more: not among the last that were made, nor among the last that the
 * events tell of (what ran before is where a rollback goes), nor at work in a process.
 *
 * @param releases newest first
 * @param events oldest first
 */
export function removableReleases(
  releases: readonly Release[],
  events: readonly EnvironmentEvent[],
  atWork: readonly string[],
): readonly string[] {
  const told = new Set(events.toReversed().flatMap(({ version }) => version ?? []));
  const needed = new Set([
    ...atWork,
    ...releases.slice(0, keptReleases).map(({ version }) => version),
    ...[...told].slice(0, keptReleases),
  ]);
  return releases.map(({ version }) => version).filter((version) => !needed.has(version));
}
