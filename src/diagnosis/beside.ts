import type { CauseClass } from '../contracts/access-log.js';
import type { CauseName, Hypothesis } from '../contracts/diagnosis.js';
import type { Zone } from '../platform/zone.js';
import { lookAt } from './picture.js';
import { rank } from './rank.js';
import type { FiredAlarm, ReleaseChange, RouteSlot, Slot, Telemetry } from './telemetry.js';

/** So likely the first must be before anything counts as explained, and the second of what is left. */
const believed = 0.5;

/**
 * Ranks anew what stands behind a first answer: what the first explains is taken out of the telemetry,
 * and what is still wrong then has a reason of its own. The others keep their order where nothing is.
 */
export function rankBeside(
  ranked: readonly Hypothesis[],
  telemetry: Telemetry,
  releases: readonly ReleaseChange[],
  alarms: readonly FiredAlarm[],
  zone: Zone,
): { readonly hypotheses: readonly Hypothesis[]; readonly beside: Hypothesis | null } {
  const [first, ...others] = ranked;
  const without = first === undefined ? undefined : explained[first.cause];
  if (first === undefined || without === undefined || first.probability < believed) {
    return { hypotheses: ranked, beside: null };
  }
  const slots = telemetry.slots.map((slot) => without(slot, first.subject));
  const look = lookAt({ ...telemetry, slots }, releases, alarms, zone);
  const left = look.problem === null ? [] : rank(look.picture);
  const second = left.find(({ cause }) => cause !== first.cause);
  if (second === undefined || second.cause === 'unknown' || second.probability < believed) {
    return { hypotheses: ranked, beside: null };
  }
  const same = (each: Hypothesis) => each.cause === second.cause && each.subject === second.subject;
  const rest = others.filter((each) => !same(each));
  const sum = rest.reduce((total, { probability }) => total + probability, 0);
  const behind = 1 - first.probability;
  const beside = { ...second, probability: behind * second.probability };
  const scale = sum === 0 ? 0 : (behind - beside.probability) / sum;
  return {
    beside,
    hypotheses: [
      first,
      beside,
      ...rest.map((each) => ({ ...each, probability: each.probability * scale })),
    ],
  };
}

/** A slot without what a cause explains. A cause that can explain everything is not here. */
const explained: Readonly<
  Partial<Record<CauseName | 'unknown', (slot: Slot, subject: string | null) => Slot>>
> = {
  'hot-key': (slot) => eachRoute(slot, withoutLimited),
  // One that tries addresses for long is turned away at a limit.
  bot: (slot) => eachRoute(slot, (route) => withoutLimited(withoutRefused(route))),
  deploy: (slot) => eachRoute(slot, (route) => withoutErrors(route, 'code')),
  data: (slot, subject) =>
    eachRoute(slot, (route, name) =>
      withoutErrors(name === subject ? withoutLatency(route) : route, 'code'),
    ),
  'uncached-route': (slot, subject) =>
    eachRoute(slot, (route, name) =>
      name === subject ? null : withoutErrors(withoutLatency(route), 'overload', 'database'),
    ),
  database: (slot) =>
    withoutDependency(
      eachRoute(slot, (route) => withoutErrors(withoutLatency(route), 'database', 'overload')),
      (name) => name.startsWith('database'),
    ),
  cache: (slot) =>
    withoutDependency(
      eachRoute(slot, (route) => withoutErrors(withoutLatency(route), 'cache', 'overload')),
      (name) => name === 'redis',
    ),
  vendor: (slot, subject) =>
    withoutDependency(
      eachRoute(slot, (route, name) =>
        withoutErrors(
          // A picture whose file is gone is not there.
          subject === 'objects' && name.startsWith('GET /images/') ? withoutRefused(route) : route,
          'vendor',
          'queue',
        ),
      ),
      (name) => name === subject,
    ),
};

function eachRoute(slot: Slot, change: (route: RouteSlot, name: string) => RouteSlot | null): Slot {
  const routes = [...slot.routes].flatMap(([name, route]) => {
    const changed = change(route, name);
    return changed === null ? [] : [[name, changed] as const];
  });
  return { ...slot, routes: new Map(routes) };
}

function withoutLimited(route: RouteSlot): RouteSlot {
  return { ...route, requests: route.requests - route.limited, limited: 0 };
}

function withoutRefused(route: RouteSlot): RouteSlot {
  return { ...route, requests: route.requests - route.refused, refused: 0 };
}

function withoutLatency(route: RouteSlot): RouteSlot {
  return { ...route, buckets: [] };
}

function withoutErrors(route: RouteSlot, ...classes: readonly CauseClass[]): RouteSlot {
  const errors = classes.reduce((sum, each) => sum + (route.causes[each] ?? 0), 0);
  const causes = Object.fromEntries(
    Object.entries(route.causes).filter(([each]) => !classes.includes(each as CauseClass)),
  );
  return { ...route, causes, errors: Math.max(0, route.errors - errors) };
}

function withoutDependency(slot: Slot, is: (name: string) => boolean): Slot {
  return {
    ...slot,
    ill: new Map([...slot.ill].filter(([name]) => !is(name))),
    failures: slot.failures.filter(({ dependency }) => !is(dependency)),
  };
}
