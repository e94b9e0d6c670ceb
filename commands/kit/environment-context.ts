import { CatopsError } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { utc, type Zone, zoneOf } from '../../src/platform/zone.js';
import type { EnvironmentLayout } from './environment-text.js';
import type { EnvironmentWork } from './environment-wiring.js';
import { tableWidthOf, wantsAscii } from './terminal.js';
import type { Wiring } from './wiring.js';

/** The part of an invocation that every command about environments has. */
export interface EnvironmentInvocation {
  readonly args: Readonly<Record<string, string | undefined>>;
  readonly flags: { readonly utc: boolean; readonly tz: string | undefined };
  readonly json: boolean;
  readonly host: Host;
  readonly wiring: Wiring;
  say(line: string): void;
}

export interface EnvironmentContext extends EnvironmentWork {
  readonly zone: Zone;
  readonly layout: EnvironmentLayout;
  /** The environment meant: the one named, the usual one, or the only one. */
  find(named: string | undefined): Promise<string>;
}

/** What a command about environments works with, its zone and its terminal read once. */
export async function environmentContext({
  wiring,
  host,
  flags,
}: EnvironmentInvocation): Promise<EnvironmentContext> {
  const work = await wiring.environments();
  const zone = flags.utc ? utc : zoneOf(work.zoneName);
  if (!zone)
    throw new CatopsError('usage-invalid', `"${work.zoneName}" is no time zone.`, {
      hint: 'write --tz Europe/Berlin, UTC or GMT+11',
    });
  const width = tableWidthOf(host.stdout);
  const layout = { zone, now: host.clock.now(), width, ascii: wantsAscii(host) };
  return { ...work, zone, layout, find: (named) => find(work, host, named) };
}

async function find(
  { deps, usual }: EnvironmentWork,
  { signal }: Host,
  named: string | undefined,
): Promise<string> {
  const meant = named ?? usual;
  if (meant === '')
    throw new CatopsError('usage-invalid', 'The name of the environment is empty.', {
      hint: 'catops env list',
    });
  if (meant !== undefined) return meant;
  const all = await deps.environments.list(signal);
  const [only] = all;
  if (only && all.length === 1) return only.name;
  const names = all.map(({ name }) => name).join(', ');
  const message = only
    ? `There are ${all.length} environments, and none is named: ${names}.`
    : `${deps.environments.name} shows no environment.`;
  throw new CatopsError('environment-unknown', message, {
    hint: only ? 'name one, or set CATOPS_ENVIRONMENT' : 'catops doctor',
  });
}
