import { commitOf } from '../../src/environments/commit-of.js';
import { performChange } from '../../src/environments/perform-change.js';
import { planCapacity, planVersion } from '../../src/environments/plan-change.js';
import { plannedRequests } from '../../src/environments/planned-requests.js';
import type { Change, EnvironmentStatus, Release } from '../../src/environments/ports.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Reply } from './command.js';
import { type ChangeInvocation, changeEnvironment, type Proposal } from './environment-change.js';
import type { EnvironmentContext } from './environment-context.js';
import { planPreview } from './environment-preview.js';
import { whoIsTold } from './environment-told.js';

/** Plans a release, publishes its bundle when there is one, and brings it to the environment. */
export function deployRelease(
  invocation: ChangeInvocation,
  bundle: string | undefined,
): Promise<Reply> {
  const version = invocation.args['version'] ?? '';
  if (version === '')
    throw new CatopsError('usage-invalid', 'No release is named.', {
      hint: 'catops env list --releases',
    });
  return changeEnvironment(invocation, async (before, context) => {
    const { signal } = invocation.host;
    const { deps, layout } = context;
    // What is no bundle of it is never asked about, and never sent anywhere.
    if (bundle !== undefined) await context.checkBundle(bundle, version);
    const planning = bundle === undefined ? deps : withBundle(context, version, bundle);
    const plan = await planVersion(planning, 'deploy', before, version, signal);
    const description = plan.to?.description ?? '';
    const published = bundle === undefined ? null : { file: bundle, version, description };
    return {
      preview: planPreview(plan, layout, whoIsTold(context)),
      data: { plan },
      requests: (during) => plannedRequests(deps, plan, published, during),
      goal: { kind: 'version', version },
      perform: async (limits, onEvent, during) => {
        if (published) await deps.environments.publish(published, during);
        return performChange(deps, plan, limits, onEvent, during);
      },
    } satisfies Proposal;
  });
}

/** For the plan, the release that the bundle will be; nothing is published before it is agreed to. */
function withBundle({ deps, layout }: EnvironmentContext, version: string, file: string) {
  const release: Release = {
    version,
    createdAt: new Date(layout.now).toISOString(),
    commit: commitOf(version),
    failed: false,
    description: `catops env deploy, of ${file.replace(/^.*\//, '')}`,
  };
  const { environments } = deps;
  const releases = async (signal: AbortSignal) => {
    const there = await environments.releases(signal);
    return there.some((each) => each.version === version) ? there : [release, ...there];
  };
  return { ...deps, environments: { ...environments, releases } };
}

/** How many servers, and of which size. */
export function scaleEnvironment(
  invocation: ChangeInvocation,
  asked: {
    readonly min: number | undefined;
    readonly max: number | undefined;
    readonly instanceClass: string | undefined;
  },
): Promise<Reply> {
  const { min, max, instanceClass } = asked;
  const change = {
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(instanceClass === undefined ? {} : { instanceClass }),
  };
  if (Object.keys(change).length === 0)
    throw new CatopsError('usage-invalid', 'Nothing is asked for.', {
      hint: 'give --min, --max or --class',
    });
  return changeEnvironment(invocation, async (before, context) => {
    const plan = planCapacity(before, change);
    return {
      preview: planPreview(plan, context.layout, whoIsTold(context)),
      data: { plan },
      requests: (during) => plannedRequests(context.deps, plan, null, during),
      isSo: isSame(before, change),
      goal: { kind: 'capacity', change },
      perform: (limits, onEvent, during) =>
        performChange(context.deps, plan, limits, onEvent, during),
    } satisfies Proposal;
  });
}

function isSame({ capacity }: EnvironmentStatus, change: Exclude<Change, { version: string }>) {
  return Object.entries(change).every(
    ([key, value]) => capacity?.[key as keyof typeof capacity] === value,
  );
}
