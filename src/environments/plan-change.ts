import { CatopsError } from '../platform/errors.js';
import type { ChangeKind } from './change-record.js';
import { commitOf } from './commit-of.js';
import { type Comparison, compareReleases, type ReleaseHistory } from './compare-releases.js';
import type { Change, EnvironmentStatus, Environments, Release } from './ports.js';
import type { SchemaCheck } from './schema-check.js';

export interface PlanDeps {
  readonly environments: Environments;
  readonly history: ReleaseHistory;
  readonly schema: SchemaCheck;
}

/** What is about to be done to an environment: shown, agreed to, and then done. */
export interface ChangePlan {
  readonly kind: Exclude<ChangeKind, 'abort'>;
  readonly before: EnvironmentStatus;
  readonly change: Change;
  /** The release asked for; null for a change of capacity. */
  readonly to: Release | null;
  readonly comparison: Comparison | null;
  /** Sentences that whoever agrees should have read. */
  readonly warnings: readonly string[];
}

/**
 * Plans a version for an environment. Throws `release-unknown` for one that cannot be deployed, and
 * `environment-busy` where another update runs.
 */
export async function planVersion(
  { environments, history, schema }: PlanDeps,
  kind: 'deploy' | 'rollback',
  before: EnvironmentStatus,
  version: string,
  signal: AbortSignal,
): Promise<ChangePlan> {
  // A rollback stops what runs.
  if (kind === 'deploy') requireReady(before);
  const releases = await environments.releases(signal);
  const to = releases.find((release) => release.version === version);
  if (!to) throw unknownRelease(version, releases);
  if (to.failed)
    throw new CatopsError('release-unknown', `${version} could not be prepared: it cannot run.`, {
      hint: 'catops env list --releases',
    });
  const from = releases.find((release) => release.version === before.version) ?? unlisted(before);
  const compared = await compareReleases(history, from, to, signal);
  // What the release says itself counts above what its commits make likely.
  const verdict = (await schema.verdict(version)) ?? compared.schema;
  const comparison = { ...compared, schema: verdict };
  const warnings = [...policyWarnings(before), ...comparisonWarnings(kind, comparison)];
  return { kind, before, change: { version }, to, comparison, warnings };
}

/** Plans how many servers there are, and of which size. */
export function planCapacity(
  before: EnvironmentStatus,
  change: Exclude<Change, { readonly version: string }>,
): ChangePlan {
  requireReady(before);
  const { min = before.capacity?.min, max = before.capacity?.max, instanceClass } = change;
  if (min !== undefined && max !== undefined && min > max)
    throw new CatopsError(
      'usage-invalid',
      `At least ${min} and at most ${max} do not go together.`,
      {
        hint: 'give both --min and --max',
      },
    );
  const warnings: string[] = [];
  const wasOne = before.capacity?.min === before.capacity?.max;
  if (min !== undefined && min === max && !wasOne)
    warnings.push(
      `With ${min} at least and at most there is no headroom: nothing scales by itself.`,
    );
  if (instanceClass !== undefined && instanceClass !== before.capacity?.instanceClass)
    warnings.push('Another size replaces every server, a few at a time.');
  return { kind: 'scale', before, change, to: null, comparison: null, warnings };
}

/** What runs and is in no list, such as the build that `catops up` was started from. */
function unlisted({ version }: EnvironmentStatus): Pick<Release, 'version' | 'commit'> | null {
  return version === null ? null : { version, commit: commitOf(version) };
}

/** Throws `environment-busy` for an environment of this machine while nothing runs there. */
export function requireRunning({ kind, name, state }: EnvironmentStatus): void {
  if (kind !== 'local' || state !== 'terminated') return;
  throw new CatopsError(
    'environment-busy',
    `${name} does not run: there is nothing that could be changed.`,
    { hint: 'catops up' },
  );
}

/** Throws `environment-busy` unless the environment takes a change now. */
function requireReady(before: EnvironmentStatus): void {
  if (before.state === 'ready') return;
  requireRunning(before);
  throw new CatopsError(
    'environment-busy',
    `${before.name} is ${before.state}: it takes no change now.`,
    {
      hint: `catops env wait ${before.name}${before.abortable ? `, or catops env abort ${before.name}` : ''}`,
    },
  );
}

function unknownRelease(version: string, releases: readonly Release[]): CatopsError {
  const known = releases.slice(0, 3).map((release) => release.version);
  const message = `There is no release ${version}${known.length > 0 ? `; the newest are ${known.join(', ')}` : ''}.`;
  return new CatopsError('release-unknown', message, { hint: 'catops env list --releases' });
}

function policyWarnings({ policy, capacity, instanceProof, health }: EnvironmentStatus): string[] {
  const warnings: string[] = [];
  if (policy === 'AllAtOnce' && (capacity?.running ?? 2) > 1)
    warnings.push('The policy is AllAtOnce: for a while no server answers.');
  if (policy === 'Rolling')
    warnings.push(
      'The policy is Rolling: what fails half-way stays mixed until a version is deployed again.',
    );
  if (!instanceProof) warnings.push('Without enhanced health no server proves what it runs.');
  if (health.colour === 'red')
    warnings.push('It is red now: health cannot tell whether this helped.');
  return warnings;
}

function comparisonWarnings(
  kind: ChangePlan['kind'],
  { schema, direction, absent }: Comparison,
): string[] {
  const warnings: string[] = [];
  const migrations = schema.kind === 'unknown' ? ' and migrations' : '';
  if (absent !== null)
    warnings.push(`Which commits${migrations} lie between is not known: ${absent}.`);
  if (schema.kind === 'refuses') warnings.push(`It cannot run on today's database: ${schema.why}.`);
  if (schema.kind === 'unknown' && kind === 'rollback')
    warnings.push(`Whether it can run on today's database is not known: ${schema.why}.`);
  if (kind === 'deploy' && direction === 'back') warnings.push('It is older than what runs now.');
  if (direction === 'apart') warnings.push('It lacks commits that run now.');
  return warnings;
}
