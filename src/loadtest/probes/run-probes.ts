import type { LoadtestCheck, LoadtestRule } from '../../contracts/loadtest-report.js';
import type { PreparedRun } from '../prepare-run.js';
import { seededRandom } from '../random.js';
import type { RunLoadtestDeps } from '../run-input.js';
import type { ScenarioFile } from '../scenario.js';
import { probeCacheKey } from './cache-key-bypass.js';
import { findColdAsks } from './cold-asks.js';
import { probeColdHot } from './cold-hot.js';
import { probeIsolation } from './isolation.js';
import { keyRing } from './key-ring.js';
import {
  joined,
  type Probe,
  type ProbeContext,
  type ProbedRoute,
  type ProbeResult,
} from './probe-context.js';
import { type ProbeRule, probeRules } from './probe-rules.js';
import { probeRateLimit } from './rate-limit-present.js';
import { probeStampede } from './stampede.js';

const probes: Readonly<Record<ProbeRule, Probe>> = {
  stampede: probeStampede,
  'cache-key-bypass': probeCacheKey,
  isolation: probeIsolation,
  'rate-limit-present': probeRateLimit,
};

/** Rules that only what a reply tells of itself can decide. */
const byToldQueries: readonly LoadtestRule[] = ['stampede', 'cache-key-bypass'];

export interface RunProbesInput {
  readonly scenario: ScenarioFile;
  readonly prepared: PreparedRun;
  /** True when replies were asked to tell cache outcome and query count. */
  readonly diagnostics: boolean;
}

/** What the probes of a run found. */
export interface ProbeFindings {
  readonly checks: readonly LoadtestCheck[];
  /** What could not be looked at, and why; it changes no verdict. */
  readonly remarks: readonly string[];
}

/** Looks at every rule that the scenario lists. Aborted, it answers what was found until then. */
export async function runProbes(
  deps: Pick<RunLoadtestDeps, 'target' | 'metrics' | 'burst' | 'clock'>,
  input: RunProbesInput,
  onProbe: (rule: LoadtestRule) => void,
  signal: AbortSignal,
): Promise<ProbeFindings> {
  const { diagnostics } = input;
  const { scenario } = input.scenario;
  const wanted = probeRules.filter((rule) => scenario.rules.includes(rule));
  const blackBox = !diagnostics && scenario.rules.includes('uncached');
  if (wanted.length === 0 && !blackBox) return { checks: [], remarks: [] };
  const context = await contextOf(deps, input, signal);
  const results: ProbeResult[] = [];
  const remarks: string[] = [];
  for (const rule of wanted) {
    if (signal.aborted) break;
    if (!diagnostics && byToldQueries.includes(rule)) {
      remarks.push(
        `${rule} was not looked at: without a diagnostics token no reply tells its queries.`,
      );
      continue;
    }
    onProbe(rule);
    results.push(await probes[rule](context));
  }
  if (blackBox && !signal.aborted) {
    onProbe('uncached');
    results.push(await probeColdHot(context));
  }
  const { checks, skipped } = joined(results);
  return { checks, remarks: [...remarks, ...remarksOf(skipped)] };
}

async function contextOf(
  deps: Pick<RunLoadtestDeps, 'target' | 'metrics' | 'burst' | 'clock'>,
  { scenario: file, prepared }: RunProbesInput,
  signal: AbortSignal,
): Promise<ProbeContext> {
  const { plan, inventory, variants } = prepared;
  // Another seed in every run: a target that runs on has kept what the last one asked for.
  const random = seededRandom(deps.clock.now());
  const keys = keyRing(prepared.probeKeys, plan.keys);
  const key = keys.next();
  const asking = key === null ? plan.headers : { ...plan.headers, 'x-api-key': key };
  const coldAsks = await findColdAsks({ target: deps.target, random }, file, asking, signal);
  const routes = file.scenario.routes.flatMap((route, index): ProbedRoute[] => {
    const asked = variants[index] ?? [];
    if (!route.route.startsWith('GET ') || asked.length === 0) return [];
    const policy = inventory?.get(route.route) ?? null;
    return [
      {
        route: route.route,
        expectedStatus: route.expectedStatus,
        policy,
        budget: route.dbQueriesPerRequest ?? policy?.budget.dbQueriesPerRequest ?? null,
        asked,
        cold: coldAsks(route, asked),
      },
    ];
  });
  return {
    ...{ sender: deps.burst, signal, routes, keys, headers: plan.headers, random },
    processes: await countProcesses(deps.metrics),
  };
}

const processes = /^catops_processes (\d+)/m;

async function countProcesses(metrics: RunLoadtestDeps['metrics']): Promise<number | null> {
  const reply = await metrics?.get('/metrics').catch(() => undefined);
  const told = processes.exec(reply?.text ?? '')?.[1];
  return told === undefined ? null : Math.max(1, Number(told));
}

const namesShown = 2;

/** One sentence for all routes of a rule that were left out for the same reason. */
function remarksOf(skipped: ProbeResult['skipped']): string[] {
  const groups = new Map<string, { rule: LoadtestRule; why: string; routes: string[] }>();
  for (const { rule, why, route } of skipped) {
    const group = groups.get(`${rule} ${why}`) ?? { rule, why, routes: [] };
    group.routes.push(route);
    groups.set(`${rule} ${why}`, group);
  }
  return [...groups.values()].map(({ rule, why, routes }) => {
    const more = routes.length - namesShown;
    const names = `${routes.slice(0, namesShown).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    return `${rule} was not looked at for ${names}: ${why}.`;
  });
}
