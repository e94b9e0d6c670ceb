import type {
  AlarmDefinition,
  CompositeAlarm,
  MetricAlarm,
} from '../contracts/alarm-definition.js';
import type { RouteName, RoutePolicy } from '../contracts/route-policy.js';

/** A route of the API, as far as alarms need to know it. */
export interface BudgetedRoute {
  readonly name: RouteName;
  readonly budget: RoutePolicy['budget'];
}

/** One metric alarm that can stand on its own: a definition, and what of it is looked at. */
export interface MetricInstance {
  readonly kind: 'metric';
  /** `error-share`; of a route `latency-p99 GET /v1/breeds`. */
  readonly name: string;
  readonly definition: MetricAlarm;
  readonly route: RouteName | null;
  /** In the unit of its measure. */
  readonly threshold: number;
}

/** A composite, with the names of the instances it looks at. */
export interface CompositeInstance {
  readonly kind: 'composite';
  readonly name: string;
  readonly definition: CompositeAlarm;
  readonly any: readonly string[];
}

export type AlarmInstance = MetricInstance | CompositeInstance;

/** Every alarm of a set of definitions, metric alarms first; one of routes stands for each of them. */
export function instancesOf(
  definitions: readonly AlarmDefinition[],
  routes: readonly BudgetedRoute[],
): readonly AlarmInstance[] {
  const metrics = definitions.flatMap((each) =>
    each.kind === 'metric' ? metricInstances(each, routes) : [],
  );
  const composites = definitions.flatMap((definition): readonly CompositeInstance[] => {
    if (definition.kind === 'metric') return [];
    const any = metrics.filter((each) => definition.any.includes(each.definition.name));
    return [
      {
        kind: 'composite',
        name: definition.name,
        definition,
        any: any.map(({ name }) => name),
      },
    ];
  });
  return [...metrics, ...composites];
}

/** Through which alarm an instance pages: itself, or the composite that names it. */
export function pagesThrough(
  name: string,
  instances: readonly AlarmInstance[],
): AlarmInstance | undefined {
  const parent = instances.find((each) => each.kind === 'composite' && each.any.includes(name));
  return parent ?? instances.find((each) => each.name === name);
}

function metricInstances(
  definition: MetricAlarm,
  routes: readonly BudgetedRoute[],
): readonly MetricInstance[] {
  const { name, of, threshold } = definition;
  if (of !== 'route') {
    // A budget belongs to a route; the schema lets no other definition ask for one.
    if (threshold === 'budget') return [];
    return [{ kind: 'metric', name, definition, route: null, threshold }];
  }
  return routes.map((route) => ({
    kind: 'metric',
    name: `${name} ${route.name}`,
    definition,
    route: route.name,
    threshold: threshold === 'budget' ? budgetOf(definition, route) : threshold,
  }));
}

function budgetOf({ measure }: MetricAlarm, { budget }: BudgetedRoute): number {
  return measure === 'latency-p99' ? budget.p99Ms : budget.dbQueriesPerRequest;
}
