import * as z from 'zod';
import { type AlarmDefinition, alarmsKey } from '../../src/contracts/alarm-definition.js';
import {
  type RoutePolicy,
  routePolicyKey,
  routePolicySchema,
} from '../../src/contracts/route-policy.js';
import { durationMs } from '../../src/platform/duration.js';
import { apiSettings } from '../config.js';
import { limitsOf } from './limits.js';
import { windowSeconds } from './rate-limit.js';
import type { CachePolicy, Catalogue, LimitPolicy, ReplyDeclaration, Route } from './route.js';

/** What the document says beside the routes. */
export interface ApiInfo {
  readonly version: string;
  /** Requests in 60 seconds on a standard route; the settings' defaults when not said. */
  readonly keyedLimit?: number;
  readonly keylessLimit?: number;
  readonly alarms: readonly AlarmDefinition[];
}

export type Json = Readonly<Record<string, unknown>>;

type Content = Readonly<Record<string, { readonly schema: Json; readonly example?: unknown }>>;

/** One method of one path, as far as a reader needs to know it. */
export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  /** Ways to be let in; an empty one means that no key is needed. */
  readonly security?: readonly Json[];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly description: unknown;
    readonly example: unknown;
    readonly schema: Json;
  }[];
  readonly requestBody?: { readonly required: true; readonly content: Content };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Content }>
  >;
  readonly [routePolicyKey]: RoutePolicy;
}

/** The document as it is made here. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Json;
  readonly [alarmsKey]: readonly AlarmDefinition[];
}

/** What holds for all routes, in paragraphs. */
const description = [
  'Send your key as the header x-api-key, or as the parameter api_key.',
  'Errors are bare text unless they say otherwise: the status tells what happened, the text why.',
  'Pages are counted from 0. Pagination-Count tells how many there are in all, with Pagination-Page and ' +
    'Pagination-Limit; of pictures only in the orders ASC and DESC, which need a key.',
  'Each answer to a key tells its limit on that route: RateLimit-Limit, RateLimit-Remaining and ' +
    'RateLimit-Reset. After 429 and 503, wait the seconds that Retry-After says.',
].join('\n\n');

/** How far an index in memory may be behind the database. */
const indexStalenessSeconds = 1;

/** The OpenAPI 3.1 document of a catalogue. */
export function openApiDocument(catalogue: Catalogue, info: ApiInfo): OpenApiDocument {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of catalogue) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operation(route, info),
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Cat API', version: info.version, description },
    paths,
    components: {
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'x-api-key' },
        keyInQuery: { type: 'apiKey', in: 'query', name: 'api_key' },
      },
    },
    [alarmsKey]: info.alarms,
  };
}

const tooMany = {
  description: 'Too many requests.',
  type: 'text/plain',
  example: 'RATE_LIMIT_EXCEEDED - too many requests, try again in 60 seconds',
};
const tooManyAsJson = {
  description: tooMany.description,
  schema: z.object({ message: z.string() }),
  example: { message: tooMany.example },
};
const unauthenticated = {
  description: 'A valid key is needed.',
  type: 'text/plain',
  example: "AUTHENTICATION_ERROR - you need to send your API Key as the 'x-api-key' header",
};
const withKey = [{ key: [] }, { keyInQuery: [] }];

function operation(route: Route, info: ApiInfo): Operation {
  const replies: Record<string, Operation['responses'][string]> = {};
  for (const [status, reply] of Object.entries(route.replies)) replies[status] = response(reply);
  if (route.auth === 'required') {
    replies['401'] = response(unauthenticated);
  }
  if (typeof route.limit === 'string') {
    replies['429'] = response(route.errors === 'json' ? tooManyAsJson : tooMany);
  }
  return {
    operationId: operationId(route),
    summary: route.summary,
    // The empty one means that no key is needed.
    ...(route.auth === 'optional' && { security: [{}, ...withKey] }),
    ...(route.auth === 'required' && { security: withKey }),
    parameters: [
      ...parameters('path', route.request?.params),
      ...parameters('query', route.request?.query),
    ],
    ...requestBody(route),
    responses: replies,
    [routePolicyKey]: policyOf(route, info),
  };
}

function requestBody({ request }: Route): Pick<Operation, 'requestBody'> {
  if (!request?.body) return {};
  const schema = jsonSchema(request.body, 'input');
  const example = request.example === undefined ? {} : { example: request.example };
  const type = request.isForm ? 'multipart/form-data' : 'application/json';
  return { requestBody: { required: true, content: { [type]: { schema, ...example } } } };
}

/** `GET /v1/breeds/{breed_id}` becomes `get_v1_breeds_breed_id`; stable while the path is. */
function operationId({ name }: Route): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/_$/, name.endsWith('/') ? '_root' : '');
}

function parameters(
  place: 'path' | 'query',
  schema: z.ZodObject | undefined,
): Operation['parameters'] {
  if (!schema) return [];
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  // Reading nothing gives the defaults, which zod does not publish of what it transforms.
  const defaults: Json = place === 'query' ? schema.parse({}) : {};
  return Object.entries(properties).map(([name, property]) => {
    const { description, example, ...rest } = property as Json;
    const shown = { ...rest, ...defaultOf(defaults[name], rest['enum']) };
    return { name, in: place, required: place === 'path', description, example, schema: shown };
  });
}

/** A default as the document shows it: in the spelling of its words; an empty list is none. */
function defaultOf(value: unknown, words: unknown): Json {
  if (value === undefined || Array.isArray(value)) return {};
  if (!Array.isArray(words)) return { default: value };
  return { default: words.find((word) => String(word).toLowerCase() === value) };
}

function response(reply: ReplyDeclaration): Operation['responses'][string] {
  if (!reply.schema && reply.type === undefined) return { description: reply.description };
  const schema = reply.schema ? jsonSchema(reply.schema) : { type: 'string' };
  const example = reply.example === undefined ? {} : { example: reply.example };
  return {
    description: reply.description,
    content: { [reply.type ?? 'application/json']: { schema, ...example } },
  };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output' = 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(
    schema,
    io === 'input' ? { io, unrepresentable: 'any' } : {},
  );
  return rest;
}

/** The route's policy in the form that `x-catops` publishes. */
function policyOf(route: Route, info: ApiInfo): RoutePolicy {
  return routePolicySchema.parse({
    since: route.since,
    probation: route.limit === 'probation',
    cache: cacheOf(route.cache),
    limit: limitOf(route.limit, info),
    budget: {
      p99Ms: durationMs(route.budget.p99),
      dbQueriesPerRequest: route.budget.dbQueriesPerRequest,
    },
    runbook: route.runbook,
  } satisfies RoutePolicy);
}

function cacheOf(cache: CachePolicy): RoutePolicy['cache'] {
  if ('never' in cache) return { kind: 'never', reason: cache.never };
  if ('index' in cache) return { kind: 'index', stalenessSeconds: indexStalenessSeconds };
  return {
    kind: 'reply',
    freshSeconds: durationMs(cache.fresh) / 1000,
    staleSeconds: durationMs(cache.stale) / 1000,
  };
}

function limitOf(policy: LimitPolicy, info: ApiInfo): RoutePolicy['limit'] {
  const { keyedLimit, keylessLimit } = apiSettings;
  const limits = limitsOf(policy, {
    keyedLimit: info.keyedLimit ?? keyedLimit.fallback,
    keylessLimit: info.keylessLimit ?? keylessLimit.fallback,
  });
  if (!limits) return { name: 'unlimited', keyed: null, keyless: null };
  const rate = (requests: number) => ({ requests, windowSeconds });
  return {
    name: typeof policy === 'string' ? policy : 'unlimited',
    keyed: rate(limits.keyed),
    keyless: rate(limits.keyless),
  };
}
