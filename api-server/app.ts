import type { FastifyInstance } from 'fastify';
import { unmatchedRoute } from '../src/contracts/access-log.js';
import { alarms } from './alarms.js';
import { attachImages } from './features/account-rows/index.js';
import { bindBreeds } from './features/breeds/index.js';
import { bindCategories } from './features/categories/index.js';
import { bindFacts } from './features/facts/index.js';
import { bindFavourites } from './features/favourites/index.js';
import { bindImages } from './features/images/index.js';
import { createIndexes, type Indexes, publicUrlOf } from './features/indexes.js';
import { bindPictures } from './features/pictures/index.js';
import { bindServiceStatus, type ServiceStatus } from './features/service-status/index.js';
import { bindSignUp } from './features/sign-up/index.js';
import { bindSources } from './features/sources/index.js';
import { bindUploads } from './features/uploads/index.js';
import { bindVotes } from './features/votes/index.js';
import { bindWebhooks } from './features/webhooks/index.js';
import { DependencyWatch } from './health/dependency-watch.js';
import type { Binding } from './http/binding.js';
import { Bulkheads } from './http/bulkheads.js';
import { ClientFinder } from './http/client.js';
import { ClientAddresses } from './http/client-address.js';
import { boundConnections, type ConnectionBounds, usualBounds } from './http/connection-bounds.js';
import { createDiagnosticsCheck } from './http/diagnostics.js';
import { Endpoint, type EndpointDeps } from './http/endpoint.js';
import { Follower } from './http/follower.js';
import { FormDesk } from './http/form-desk.js';
import { createGauges } from './http/gauges.js';
import { LoopWatch } from './http/loop-watch.js';
import { type MetricsSnapshot, RouteCounter } from './http/metrics.js';
import { openApiDocument } from './http/openapi.js';
import { ReplyCache, type ReplyCacheOptions } from './http/reply-cache.js';
import type { Catalogue, Route } from './http/route.js';
import { createServer } from './http/server.js';
import { TimeTexts } from './http/time-texts.js';
import { trustedOf } from './http/trusted-proxies.js';
import { UnsentReplies } from './http/unsent-replies.js';
import type { AppDeps } from './ports.js';
import { release, version } from './release.js';

/** The API, built and not yet listening. */
export interface App {
  /** Call `fastify.listen` on it, after {@link App.ready}. */
  readonly fastify: FastifyInstance;
  /** Loads the indexes once and starts to follow the changes. Rejects when the database is ill. */
  ready(): Promise<void>;
  /** Looks now, instead of within a second or two, for what changed and for what is ill. */
  catchUp(): Promise<void>;
  metrics(): MetricsSnapshot;
  /** From here on it says that it is not ready. What arrives is still answered. */
  drain(): void;
  /** Stops following, lets running requests end, and closes the server. */
  close(): Promise<void>;
}

// Half of the places at most are one account's, and a slow sender has none for long.
const formLimits = { withinMs: 30_000, atOnce: 8, ofOneAccount: 4 };

/** How an app is made, where that can be said. */
export interface AppShape {
  /** What is given to a connection. */
  readonly bounds: ConnectionBounds;
  /** What `/openapi.json` says; what is served when not said. */
  readonly published: Catalogue;
  readonly openCache: (options: ReplyCacheOptions) => ReplyCache;
}

/** Builds the API from a catalogue. Never listens and reads no environment. */
export async function buildApp(
  deps: AppDeps,
  catalogue: Catalogue,
  shape: Partial<AppShape> = {},
): Promise<App> {
  const { bounds = usualBounds, published = catalogue } = shape;
  const openCache = shape.openCache ?? ((options) => new ReplyCache(options));
  const monotonic = () => deps.clock.monotonic();
  const indexes = createIndexes(deps);
  const cache = openCache({ maxBytes: deps.config.cacheBytes, monotonic });
  const follower = new Follower(deps, indexes, (tag) => cache.invalidate(tag));
  const watch = new DependencyWatch(deps);
  let stopping = false;
  const state = () => {
    const { loaded, trueAt } = follower.state;
    return { loaded, stopping, trueAt, dependencies: deps.health.states };
  };
  const times = new TimeTexts(deps.clock);
  const loop = new LoopWatch(deps.clock);
  void loop.follow();
  const addresses = new ClientAddresses(monotonic(), trustedOf(deps.config.trustedProxies));
  deps.shared?.limits.agree({
    current: () => addresses.secret(monotonic()),
    adopt: (bytes, until) => addresses.adopt(bytes, until),
  });
  const shared: EndpointDeps = {
    app: deps,
    accessLog: deps.accessLog,
    times,
    monotonic,
    unsent: new UnsentReplies(bounds),
    idleMs: bounds.idleMs,
    diagnostics: createDiagnosticsCheck(deps.config.diagnosticsToken),
    errorForm: deps.config.errorForm,
    clients: new ClientFinder(indexes.keys, addresses, () => deps.clock.now()),
    cache,
    bulkheads: new Bulkheads({ ...deps, isOverloaded: () => loop.isOverloaded }),
    forms: new FormDesk({ ...formLimits, fileBytes: deps.config.uploadBytes }, deps.clock),
    loaded: () => follower.loaded,
  };
  const unmatched = new RouteCounter(unmatchedRoute);
  const { fastify, mount } = createServer(shared, unmatched, bounds);
  const connections = boundConnections(fastify.server, deps.config.connections);
  const bindings = bindAll(deps, published, { indexes, times, state });
  const counters = catalogue.map((route) => {
    const counter = new RouteCounter(route.name);
    const endpoint = new Endpoint(shared, route, bindingOf(route, bindings), counter);
    mount(route, endpoint);
    return counter;
  });
  await fastify.ready();
  const gauges = createGauges({ deps, connections, indexes, cache, follower, loop });

  return {
    fastify,
    ready: async () => {
      await follower.start();
      await watch.start();
    },
    catchUp: async () => {
      await Promise.all([follower.poll(), watch.look()]);
    },
    metrics: () => ({
      processes: 1,
      releases: { [release]: 1 },
      routes: [...counters, unmatched].map((counter) => counter.snapshot()),
      gauges: gauges.read(),
      replicaLagSeconds: deps.stores.changes.replicaLagSeconds(),
      failures: deps.failures.counts,
      dependencies: deps.health.states,
      breakers: deps.breakers.states,
      jobs: null,
    }),
    drain: () => {
      stopping = true;
    },
    close: async () => {
      gauges.stop();
      loop.stop();
      await Promise.all([follower.stop(), watch.stop(), fastify.close()]);
    },
  };
}

interface Parts {
  readonly indexes: Indexes;
  readonly times: TimeTexts;
  readonly state: ServiceStatus['state'];
}

function bindAll(deps: AppDeps, published: Catalogue, parts: Parts): Binding[] {
  const { stores, objects, config, clock } = deps;
  const { indexes, times, state } = parts;
  const imageOf = attachImages(indexes.images, indexes.rows);
  const lists = { imageOf, longestPage: config.listLimit };
  const caps = { keyless: config.searchLimitKeyless, keyed: config.searchLimitKeyed };
  return [
    ...bindImages(stores, indexes, times, caps),
    ...bindBreeds(stores.breeds, indexes.breeds, publicUrlOf(config)),
    ...bindCategories(stores.categories, indexes.categories),
    ...bindFacts(indexes.facts, deps.random),
    ...bindSources(),
    ...bindPictures(objects, indexes.images, stores.uploads),
    ...bindUploads(deps, indexes),
    ...bindVotes(stores.votes, clock, lists),
    ...bindFavourites(stores.favourites, clock, lists),
    ...bindSignUp(stores.signUp, clock),
    ...bindWebhooks(stores.webhooks, clock),
    ...bindServiceStatus({
      version,
      openApi: () => openApiDocument(published, { version, alarms, ...config }),
      state,
    }),
  ];
}

/** Every route of the catalogue has a handler, or the API is not built. */
function bindingOf({ name }: Route, bindings: readonly Binding[]): Binding {
  const found = bindings.find((binding) => binding.name === name);
  if (!found) throw new TypeError(`No handler is bound to ${name}`);
  return found;
}
