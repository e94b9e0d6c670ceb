import { askSupervisor } from './control-client.js';
import type { LocalEnvironmentsOptions } from './local-environments.js';
import { readEvents } from './read-events.js';
import { removableReleases } from './removable-releases.js';

type Kept = Pick<LocalEnvironmentsOptions, 'bundleOf' | 'clock' | 'dataDir' | 'releases'>;

/** Makes a release of what runs and is none yet: the build that `catops up` was started from. */
export async function keepWayBack(
  { bundleOf, clock, dataDir, releases }: Kept,
  signal: AbortSignal,
): Promise<void> {
  const { version } = (await askSupervisor(dataDir, { op: 'status' }, signal)) ?? {};
  const current = await releases.current();
  if (version === undefined || version === current) return;
  const content = await bundleOf(version);
  if (content === null) return;
  const at = new Date(clock.now()).toISOString();
  await releases.keep({ content, version, at, description: 'kept from the build that ran' });
}

/** Has no more releases than somebody may need. What cannot be removed now is next time. */
export async function prune(
  { clock, dataDir, releases }: Kept,
  signal: AbortSignal,
): Promise<void> {
  const status = await askSupervisor(dataDir, { op: 'status' }, signal);
  const running = [...(status?.processes ?? []), ...(status?.jobs ?? [])];
  const current = await releases.current();
  const atWork = [...running.map(({ version }) => version), ...(current === null ? [] : [current])];
  const removable = removableReleases(await releases.list(), await readEvents(dataDir), atWork);
  const removals = removable.map((version) => releases.remove(version));
  await Promise.allSettled([...removals, releases.sweep(clock.now())]);
}
