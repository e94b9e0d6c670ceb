import * as z from 'zod';
import {
  type RouteName,
  type RoutePolicy,
  routePolicyKey,
  routePolicySchema,
} from '../contracts/route-policy.js';
import { CatopsError } from '../platform/errors.js';

/** What the target says it serves: each operation with its policy, or null when it names none. */
export type Inventory = ReadonlyMap<RouteName, RoutePolicy | null>;

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

// Tolerant: an API that is not ours has to be readable too. Only paths and methods are needed.
const documentSchema = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});

/** Reads an OpenAPI document, which messages call `name`. Throws `target-not-an-api` when it is none. */
export function readInventory(text: string, name: string): Inventory {
  const parsed = documentSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new CatopsError('target-not-an-api', `${name} is not an OpenAPI document with paths.`);
  }
  const operations = Object.entries(parsed.data.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.includes(method))
      .map(([method, operation]) => {
        const route: RouteName = `${method.toUpperCase()} ${path}`;
        return [route, policyOf(operation, route)] as const;
      }),
  );
  if (operations.length > 0) return new Map(operations);
  // Nothing to cover would count as all of it covered.
  throw new CatopsError('target-not-an-api', `${name} names no route.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function policyOf(operation: unknown, route: RouteName): RoutePolicy | null {
  if (typeof operation !== 'object' || operation === null || !(routePolicyKey in operation)) {
    return null;
  }
  const policy = routePolicySchema.safeParse(operation[routePolicyKey]);
  // Half a policy must not pass for none: the rules that need it would be off without a word.
  if (policy.success) return policy.data;
  throw new CatopsError(
    'target-not-an-api',
    `The OpenAPI document gives ${route} an ${routePolicyKey} that this catops cannot read: ${policy.error.issues[0]?.message ?? ''}.`,
  );
}
