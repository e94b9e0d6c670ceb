import type { Shard } from '../../src/contracts/loadtest-run.js';
import type { RouteName } from '../../src/contracts/route-policy.js';
import { mostRounds, roundsSent } from '../../src/loadtest/baseline/decide.js';
import { generatorThreads } from '../../src/loadtest/generator-threads.js';
import { mostRequests } from '../../src/loadtest/probes/probe-costs.js';
import { type ProbeRule, probeRules } from '../../src/loadtest/probes/probe-rules.js';
import { describeRate, requestsOf } from '../../src/loadtest/rate.js';
import type { Scenario, ScenarioPhase } from '../../src/loadtest/scenario.js';
import { parseDuration } from '../../src/platform/duration.js';
import { CatopsError } from '../../src/platform/errors.js';
import { nearest } from '../../src/platform/nearest.js';
import { printable } from '../../src/platform/terminal-text.js';
import { allowedTarget, type TargetWords } from './allowed-target.js';
import type { Reply } from './command.js';
import type { Wiring } from './wiring.js';

/** What the flags of `catops loadtest` ask for, checked. */
export interface LoadtestRequest {
  /** Base URL of an API that already runs; undefined starts one. */
  readonly url: string | undefined;
  /** Hosts that may be put under load beside this machine. */
  readonly allowHost: readonly string[];
  /** Routes to serve without their cache. */
  readonly uncached: readonly RouteName[];
  /** Routes that do not keep the limit they publish. */
  readonly unlimited: readonly RouteName[];
  /** Of all measured phases together; null leaves them as the scenario says. */
  readonly durationSeconds: number | null;
  /** Threads that send. */
  readonly threads: number;
}

interface Asked {
  readonly target: string | undefined;
  /** Hosts that may be put under load beside this machine. */
  readonly allowHost: readonly string[];
  readonly duration: string | undefined;
  readonly lessons: 'on' | 'off' | undefined;
  readonly uncache: readonly string[];
  readonly threads: string | undefined;
  /** Of this machine. */
  readonly processors: number;
}

const byFlags: TargetWords = {
  name: '--target',
  allow: (url, host) => `catops loadtest --target ${url} --allow-host ${host}`,
};

/** The route that had neither cache nor limit on 15 November 2018. */
const lessonRoute: RouteName = 'GET /v1/images/{image_id}/analysis';

/** Reads the flags; what cannot be used, or not together, is one `usage-invalid`. */
export function readLoadtestFlags({
  target,
  allowHost,
  duration,
  lessons,
  uncache,
  threads,
  processors,
}: Asked): LoadtestRequest {
  const off = lessons === 'off' ? [lessonRoute] : [];
  const uncached = [...new Set([...off, ...uncache.map(routeName)])];
  if (target !== undefined && uncached.length > 0) {
    throw new CatopsError(
      'usage-invalid',
      '--lessons and --uncache start an API of their own; they cannot change the one at --target.',
    );
  }
  const url = target === undefined ? undefined : allowedTarget(target, allowHost, byFlags);
  return {
    url,
    allowHost,
    uncached,
    unlimited: off,
    durationSeconds: duration === undefined ? null : seconds(duration),
    threads: generatorThreads(threads, processors),
  };
}

/**
 * Refuses the name of a route that the API does not have, before anything is started for it. Whether
 * it has a cache to do without, the API says when it starts.
 */
export async function checkUncached(
  { candidates }: Pick<Wiring, 'candidates'>,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return;
  const routes = (await candidates('route')).map(({ value }) => value);
  // Of a build without its document nothing is known here.
  if (routes.length === 0) return;
  const wrong = names.map(routeName).find((name) => !routes.includes(name));
  if (wrong === undefined) return;
  const meant = nearest(wrong, routes);
  throw new CatopsError(
    'usage-invalid',
    `--uncache: the API has no route "${printable(wrong)}".${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
    { hint: `one of ${routes.filter((route) => route.startsWith('GET /v1/')).join(', ')}` },
  );
}

/** What else is asked for than the load of one machine. */
interface BesidesLoad {
  readonly shard: Shard | null;
  /** URL or command of another build. */
  readonly baseline: string | undefined;
}

/** What `--dry-run` answers. The target's own routes are only known by asking it. */
export function describeDryRun(
  { name, rules, routes }: Pick<Scenario, 'name' | 'rules' | 'routes'>,
  phases: readonly ScenarioPhase[],
  { url, uncached, shard, baseline }: LoadtestRequest & BesidesLoad,
): Reply {
  const requests = phases.reduce(
    (sum, { rate, seconds: length }) => sum + (rate === null ? 0 : requestsOf(rate, length)),
    0,
  );
  const without = uncached.length > 0 ? ` without the cache of ${uncached.join(', ')}` : '';
  const lines = phases.map(({ name: phase, rate, connections, seconds: length }) => {
    const load = rate === null ? `${connections} connections` : describeRate(rate);
    return `  ${phase}: ${load} for ${length} s`;
  });
  const reads = routes.filter(({ route }) => route.startsWith('GET ')).length;
  const probes = probeRules
    .filter((rule) => rules.includes(rule))
    .map((rule) => ({ rule, mostRequests: mostRequests(rule, reads) }));
  if (probes.length > 0) {
    lines.push(
      `  then bursts on the ${reads} routes it reads: ${probes.map(probeText).join(', ')}`,
    );
  }
  if (baseline !== undefined) {
    lines.push(
      `  then ${roundsSent} to ${mostRounds} rounds on one connection, in turn with ${printable(baseline)}`,
    );
  }
  const part = shard === null ? '' : `part ${shard.index}/${shard.total} of `;
  return {
    exit: 'ok',
    data: {
      schema: 'catops.loadtest-plan/v1',
      scenario: name,
      target: url ?? null,
      uncached,
      shard,
      baseline: baseline ?? null,
      rules,
      phases,
      requests,
      probes,
    },
    text: () =>
      [
        `Would send ${part}scenario ${name} to ${url ?? `an API of its own${without}`}: ${requests} paced requests.`,
        ...lines,
      ].join('\n'),
  };
}

function probeText({ rule, mostRequests: most }: { rule: ProbeRule; mostRequests: number | null }) {
  return `${rule} (${most === null ? 'past the limit of each, three times at most' : `${most} requests at most`})`;
}

function routeName(text: string): RouteName {
  const [method, path, ...rest] = text.trim().split(/\s+/);
  if (!method || !path?.startsWith('/') || rest.length > 0) {
    throw new CatopsError(
      'usage-invalid',
      `--uncache: "${text}" is not a route such as "GET /v1/breeds".`,
    );
  }
  return `${method.toUpperCase()} ${path}`;
}

function seconds(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms < 1000 || ms > 3_600_000) {
    throw new CatopsError(
      'usage-invalid',
      `--duration: "${text}" is not a time from 1s to 1h, such as 10s.`,
    );
  }
  return ms / 1000;
}
