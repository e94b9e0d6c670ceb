import Fastify, { type FastifyInstance } from 'fastify';
import type { MetricsSnapshot } from './http/metrics.js';
import type { Catalogue } from './http/route.js';
import type { AppDeps } from './ports.js';

/** The API, built and not yet listening. */
export interface App {
  /** Call `fastify.listen` on it, after {@link App.ready}. */
  readonly fastify: FastifyInstance;
  /** Loads the indexes once and starts to follow the changes. */
  ready(): Promise<void>;
  metrics(): MetricsSnapshot;
  /** Stops following, lets running requests end, and closes the server. */
  close(): Promise<void>;
}

/** Builds the API. Never listens and reads no environment. */
export async function buildApp(_deps: AppDeps, _catalogue: Catalogue): Promise<App> {
  const fastify = Fastify({ logger: false });
  return {
    fastify,
    ready: async () => {},
    metrics: () => {
      throw new Error('not yet');
    },
    close: () => fastify.close(),
  };
}
