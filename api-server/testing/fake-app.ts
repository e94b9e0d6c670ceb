import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { AccessLogRecord } from '../../src/contracts/access-log.js';
import { Secret } from '../../src/platform/secret.js';
import { type App, type AppShape, buildApp } from '../app.js';
import { catalogue } from '../catalogue.js';
import type { ApiConfig } from '../config.js';
import { blamed } from '../failures/dependency.js';
import { Failures } from '../failures/failures.js';
import type { ImageRecord } from '../features/images/store.js';
import { BreakerBoard } from '../health/breaker-board.js';
import { HealthBoard } from '../health/health-board.js';
import { type ConnectionBounds, usualBounds } from '../http/connection-bounds.js';
import type { Catalogue } from '../http/route.js';
import type { AppDeps, HealthPart, Log, ObjectStore } from '../ports.js';
import { type FakeData, FakeStores } from './fake-stores.js';

/** A clock that stands still until it is moved; it sleeps for ever. */
export class FakeClock {
  epoch = Date.UTC(2026, 10, 21, 12);
  passed = 0;

  now = (): number => this.epoch + Math.floor(this.passed);
  monotonic = (): number => this.passed;
  sleep = (_ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
    });

  advance(ms: number): void {
    this.passed += ms;
  }
}

export const goodKey = 'live_good';
export const diagnosticsToken = 'look-inside';

export function image(id: string, position: number, more: Partial<ImageRecord> = {}): ImageRecord {
  const record = { id, extension: 'jpg', width: 176, height: 540, position } as const;
  const none = { breedIds: [], categoryIds: [], renditions: [], resting: false };
  return { ...record, ...none, ownerId: null, ...more };
}

export function fakeData(): FakeData {
  return {
    images: [
      image('ebv', 1),
      image('-aB_3', 2, { breedIds: ['abys'], extension: 'png' }),
      image('hat', 3, { breedIds: ['beng'], categoryIds: [4] }),
      image('gif1', 4, { categoryIds: [4, 5], extension: 'gif' }),
    ],
    breeds: [
      {
        weight: { imperial: '7  -  10', metric: '3 - 5' },
        id: 'abys',
        name: 'Abyssinian',
        image: { id: '-aB_3', width: 176, height: 540, url: '/images/-aB_3.png' },
      },
      { id: 'beng', name: 'Bengal' },
      { id: 'asho', name: 'American Shorthair' },
    ],
    categories: [
      { id: 5, name: 'boxes' },
      { id: 4, name: 'hats' },
    ],
    keys: [
      {
        keyId: 'key-1',
        hash: createHash('sha256').update(goodKey).digest('hex'),
        accountId: 'account-1',
        expiresAt: null,
      },
    ],
    uploads: [],
    votes: [],
    favourites: [],
    addresses: [],
    webhooks: [],
    analyses: new Map([
      ['ebv', { labels: [{ Name: 'Cat', Confidence: 99.1 }], vendor: 'test', image_id: 'ebv' }],
    ]),
  };
}

/** The API on fakes, with everything a test looks at. */
export interface FakeApp {
  readonly app: App;
  readonly fake: FakeStores;
  readonly clock: FakeClock;
  readonly records: AccessLogRecord[];
  readonly logged: { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[];
  readonly objectsRead: string[];
  /** Files that were written, by name; others are read too, as a text. */
  readonly objects: Map<string, Buffer>;
  /** What is found of a dependency when it is looked at. */
  readonly ill: Map<HealthPart, Error>;
  /** GET, unless the options say otherwise. */
  ask(url: string, options?: AskOptions): Promise<Answer>;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly key?: string;
  /** Address of the other end of the connection. */
  readonly from?: string;
  /** Sent as JSON; texts and bytes are sent as they are. */
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  readonly bytes: Buffer;
  readonly json: unknown;
}

export interface FakeAppOptions {
  readonly data?: FakeData;
  /** The database of another app, instead of one of its own. */
  readonly fake?: FakeStores;
  readonly shared?: AppDeps['shared'];
  readonly config?: Partial<ApiConfig>;
  readonly catalogue?: Catalogue;
  readonly random?: () => number;
  /** Queries that the database does at once. */
  readonly lanes?: number;
  /** Where pictures are, instead of in memory. */
  readonly store?: ObjectStore;
  /** Thrown when a picture is read. */
  readonly objectsFailure?: Error;
  /** What is given to a connection; the usual when not said. */
  readonly bounds?: Partial<ConnectionBounds>;
  /** How else it is made. */
  readonly shape?: Partial<AppShape>;
  /** False leaves the indexes empty. */
  readonly ready?: boolean;
}

/** Builds the API on fakes, ready to be asked. Queries of the start are not counted. */
export async function openFakeApp(options: FakeAppOptions = {}): Promise<FakeApp> {
  const fake = options.fake ?? new FakeStores(options.data ?? fakeData());
  const clock = new FakeClock();
  const records: AccessLogRecord[] = [];
  const logged: FakeApp['logged'] = [];
  const objectsRead: string[] = [];
  const objects = new Map<string, Buffer>();
  const log: Log = {
    error: (event, fields) => void logged.push({ event, fields }),
    info: () => {},
  };
  const ill: FakeApp['ill'] = new Map();
  const health = new HealthBoard(clock);
  const deps: AppDeps = {
    config: { ...fakeConfig, ...options.config },
    stores: fake.stores,
    shared: options.shared,
    objects: options.store ?? {
      read: async (name) => {
        objectsRead.push(name);
        if (options.objectsFailure) throw blamed(options.objectsFailure, 'objects');
        return objects.get(name) ?? Buffer.from(`picture ${name}`);
      },
      size: async (name) => {
        if (options.objectsFailure) throw blamed(options.objectsFailure, 'objects');
        return (objects.get(name) ?? `picture ${name}`).length;
      },
      stream: async (name, part) => {
        objectsRead.push(name);
        const file = objects.get(name);
        return file && Readable.from(file.subarray(part?.first, part && part.last + 1));
      },
      write: async (name, bytes) => {
        if (options.objectsFailure) throw blamed(options.objectsFailure, 'objects');
        if (objects.has(name)) return false;
        objects.set(name, bytes);
        return true;
      },
      relabel: async () => {},
      remove: async (name) => void objects.delete(name),
    },
    // What begins with JPEG is a JPEG of what follows, VAST has too many pixels, all else is none.
    pictures: {
      clean: async (bytes) => {
        const kind = bytes.toString('latin1', 0, 4);
        if (kind === 'VAST') return 'too-large';
        if (kind !== 'JPEG') return undefined;
        return { extension: 'jpg', width: 480, height: 640, bytes: bytes.subarray(4) };
      },
    },
    queries: fake.meter,
    lanes: options.lanes ?? 10,
    accessLog: {
      write: (record) => void records.push(record),
      counts: { written: 0, dropped: 0 },
    },
    log,
    failures: new Failures({
      ...{ log, clock, release: '0.0.0' },
      onFailure: (error, route) => health.failed(error, route),
    }),
    health,
    breakers: new BreakerBoard(),
    probes: (['database-write', 'objects'] as const).map((dependency) => ({
      dependency,
      check: async () => {
        const failure = ill.get(dependency);
        if (failure) throw failure;
      },
    })),
    clock,
    random: options.random ?? Math.random,
  };
  const app = await buildApp(deps, options.catalogue ?? catalogue, {
    bounds: { ...usualBounds, ...options.bounds },
    ...options.shape,
  });
  if (options.ready !== false) await app.ready();
  fake.queries.length = 0;
  return { app, fake, clock, records, logged, objectsRead, objects, ill, ask: asker(app) };
}

const fakeConfig: ApiConfig = {
  service: 'cats',
  emf: undefined,
  dataDir: '/nowhere',
  databaseUrl: undefined,
  databasePassword: undefined,
  databaseReplicaUrls: undefined,
  databaseReplicaLagSeconds: 5,
  databaseTls: undefined,
  databaseCa: undefined,
  databaseConnections: 1,
  databaseConnectMs: 1000,
  databaseQueryMs: 1000,
  redisUrl: undefined,
  redisPassword: undefined,
  redisTls: undefined,
  redisCa: undefined,
  redisAnswerMs: 50,
  host: '127.0.0.1',
  port: 3000,
  privatePort: 0,
  workers: 1,
  jobWorkers: 1,
  connections: 1000,
  deployWatchMs: 0,
  drainMs: 35_000,
  publicUrl: 'http://cats.test',
  trustedProxies: [],
  diagnosticsToken: new Secret(diagnosticsToken),
  keyedLimit: 1_000_000,
  keylessLimit: 1_000_000,
  searchLimitKeyed: 100,
  searchLimitKeyless: 10,
  listLimit: 1000,
  errorForm: 'text',
  cacheBytes: 1_048_576,
  uploadBytes: 100_000,
  uploadPixels: 1_000_000,
  analysis: 'off',
  uploadApproval: 'by-hand',
  purgeDays: 30,
  cloudFrontDistribution: undefined,
  objects: undefined,
  s3Endpoint: undefined,
  pictures: undefined,
  seedPictures: 360,
  ...{ queue: 'database', sqsUrgent: undefined, sqsUsual: undefined, sqsWorkers: 'here' },
  mailFrom: 'catops <catops@localhost>',
  mailBy: 'outbox',
  sendgridKey: undefined,
  sendgridUrl: 'https://api.sendgrid.com',
  webhooksToPrivate: 'no',
  accessLogFileBytes: 65_536,
  accessLogWaitingBytes: 1_048_576,
};

function asker(app: App): FakeApp['ask'] {
  return async (url, { method = 'GET', headers = {}, key, body, from } = {}) => {
    const response = await app.fastify.inject({
      method: method as 'GET',
      url,
      ...(from !== undefined && { remoteAddress: from }),
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
        ...(key !== undefined && { 'x-api-key': key }),
      },
      ...(body !== undefined && {
        payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
      }),
    });
    return {
      status: response.statusCode,
      headers: response.headers as Record<string, string | undefined>,
      body: response.body,
      bytes: response.rawPayload,
      get json(): unknown {
        return JSON.parse(response.body);
      },
    };
  };
}
