import { describe, expect, it } from 'vitest';
import { mergeMetrics } from './http/metrics.js';
import { renderMetrics } from './http/metrics-text.js';
import {
  diagnosticsToken,
  type FakeApp,
  type FakeAppOptions,
  goodKey,
  image,
  openFakeApp,
} from './testing/fake-app.js';

async function withApp(
  options: FakeAppOptions,
  test: (api: FakeApp) => Promise<void>,
): Promise<void> {
  const api = await openFakeApp(options);
  try {
    await test(api);
  } finally {
    await api.app.close();
  }
}

describe('a crowd', () => {
  it('of a thousand that asks for one new analysis costs one query', () =>
    withApp({}, async ({ ask, fake, records }) => {
      let open = () => {};
      fake.gate = new Promise((resolve) => {
        open = resolve;
      });
      const asked = Array.from({ length: 1000 }, () => ask('/v1/images/ebv/analysis'));
      while (fake.queries.length === 0) await new Promise((resolve) => setImmediate(resolve));
      open();
      const answers = await Promise.all(asked);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(fake.queries).toEqual(['images.analysis']);
      expect(records.reduce((sum, record) => sum + record.db_queries, 0)).toBe(1);
    }));

  it('that makes up ids and parameters costs no query and no memory', () =>
    withApp({}, async ({ ask, app, fake }) => {
      await ask('/v1/images/ebv');
      await ask('/v1/images/ebv/analysis');
      await ask('/v1/breeds');
      const { cacheEntries } = app.metrics().gauges;
      fake.queries.length = 0;
      for (let index = 0; index < 1000; index += 1) {
        await ask(`/v1/images/r${index}`);
        await ask(`/v1/images/r${index}/analysis?sub_id=${index}`);
        await ask(`/v1/images/ebv/analysis?x=${index}&sub_id=${index}`);
        await ask(`/v1/images/ebv?${index}=x`);
        await ask(`/v1/breeds?x${index}&page=${index + 5}`);
        await ask(`/v1/breeds/search?q=${index}`);
        await ask(`/v1/images/search?breed_ids=x${index}`);
      }
      expect(fake.queries).toEqual([]);
      expect(app.metrics().gauges.cacheEntries).toBe(cacheEntries);
    }));

  it('that writes one question in many ways is kept one answer', () =>
    withApp({}, async ({ ask, fake, records }) => {
      for (const query of ['', '?limit=1000', '?page=0&limit=5000', '?page=00&&x=1']) {
        await ask(`/v1/breeds${query}`);
      }
      expect(fake.queries).toEqual(['breeds.list']);
      expect(records.map(({ cache }) => cache)).toEqual(['miss', 'hit', 'hit', 'hit']);
    }));
});

describe('what belongs to a key', () => {
  it('is never given to somebody without one', () =>
    withApp({}, async ({ ask }) => {
      const keyed = await ask('/v1/breeds/abys', { key: goodKey });
      const keyless = await ask('/v1/breeds/abys');
      const again = await ask('/v1/breeds/abys', { key: goodKey });
      expect(keyed.body).toBe(again.body);
      expect(keyless.body).not.toContain('image');
      expect(Object.keys(keyless.headers).filter((name) => name.startsWith('ratelimit'))).toEqual(
        [],
      );
    }));
});

describe('a change in the database', () => {
  it('is seen when it is next looked for, and only what changed is read again', () =>
    withApp({}, async ({ app, ask, fake }) => {
      await ask('/v1/images/ebv');
      await ask('/v1/images/hat');
      fake.data.images = [
        image('ebv', 1, { width: 999 }),
        image('new', 9),
        ...fake.data.images.filter(({ id }) => id === 'hat'),
      ];
      fake.change('image', 'ebv');
      fake.change('image', 'new');
      fake.change('image', 'gif1');
      fake.queries.length = 0;
      await app.catchUp();
      expect(fake.queries).toEqual(['changes.since', 'images.byIds']);
      expect((await ask('/v1/images/ebv')).body).toContain('"width":999');
      expect((await ask('/v1/images/new')).status).toBe(200);
      expect((await ask('/v1/images/gif1')).status).toBe(400);
      expect((await ask('/images/gif1.gif')).status).toBe(404);
      fake.queries.length = 0;
      await ask('/v1/images/hat');
      expect(fake.queries).toEqual([]);
    }));

  it('of a breed reaches every picture that shows it', () =>
    withApp({}, async ({ app, ask, fake }) => {
      const urls = ['/v1/images/hat', '/v1/images/search?breed_ids=beng', '/v1/breeds/beng'];
      for (const url of urls) await ask(url, { key: goodKey });
      fake.data.breeds = [{ id: 'beng', name: 'Renamed' }];
      fake.change('breed', 'beng');
      await app.catchUp();
      for (const url of urls) expect((await ask(url, { key: goodKey })).body).toContain('Renamed');
      expect((await ask('/v1/breeds/search?q=rename')).json).toHaveLength(1);
    }));

  it('takes effect on a key that was revoked', () =>
    withApp({}, async ({ app, ask, fake, records }) => {
      await ask('/v1/breeds', { key: goodKey });
      fake.data.keys = [];
      fake.change('key', 'key-1');
      await app.catchUp();
      await ask('/v1/breeds', { key: goodKey });
      expect(records.map(({ api_key_id }) => api_key_id)).toEqual(['account-1', null]);
    }));

  it('that are read late make the indexes as old as what they are read from', () =>
    withApp({}, async ({ app, fake, clock }) => {
      clock.advance(5000);
      fake.changesAgeMs = 4000;
      await app.catchUp();
      expect(app.metrics().gauges.indexAgeSeconds).toBe(4);
    }));

  it('that cannot be looked for leaves everything served, and is told to whoever watches', () =>
    withApp({}, async ({ app, ask, fake, clock, logged }) => {
      clock.advance(5000);
      fake.failure = new Error('down');
      await app.catchUp();
      await app.catchUp();
      expect(logged.map(({ event }) => event)).toEqual(['follower-failed']);
      expect((await ask('/v1/images/search')).status).toBe(200);
      const ready = await ask('/health/ready');
      expect([ready.status, ready.json]).toEqual([
        200,
        {
          status: 'degraded',
          trueAt: '2026-11-21T12:00:00.000Z',
          dependencies: [
            { dependency: 'database-read', status: 'down', since: '2026-11-21T12:00:05.000Z' },
            { dependency: 'database-write', status: 'ok' },
            { dependency: 'objects', status: 'ok' },
          ],
        },
      ]);
      fake.failure = undefined;
      await app.catchUp();
      expect((await ask('/health/ready')).json).toMatchObject({ status: 'ok' });
    }));

  it('that could not be written is told, and so is a storage that is away', () =>
    withApp({}, async ({ app, ask, clock, fake, ill }) => {
      fake.failure = new Error('disk full');
      const body = { image_id: 'a', value: 1 };
      expect((await ask('/v1/votes', { method: 'POST', key: goodKey, body })).status).toBe(503);
      fake.failure = undefined;
      clock.advance(1000);
      ill.set('objects', new Error('gone'));
      await app.catchUp();
      const ready = await ask('/health/ready');
      expect([ready.status, ready.json]).toEqual([
        200,
        {
          status: 'degraded',
          dependencies: [
            { dependency: 'database-read', status: 'ok' },
            { dependency: 'database-write', status: 'down', since: '2026-11-21T12:00:00.000Z' },
            { dependency: 'objects', status: 'down', since: '2026-11-21T12:00:01.000Z' },
          ],
        },
      ]);
    }));

  it('while the process stops is still answered, and nobody new is sent to it', () =>
    withApp({}, async ({ app, ask }) => {
      app.drain();
      const ready = await ask('/health/ready');
      expect([ready.status, ready.json]).toEqual([503, { status: 'stopping' }]);
      expect((await ask('/v1/breeds')).status).toBe(200);
    }));

  it('while an old answer is being loaded does not let that answer stay', () =>
    withApp({}, async ({ app, ask, fake }) => {
      let open = () => {};
      fake.gate = new Promise((resolve) => {
        open = resolve;
      });
      const before = ask('/v1/images/ebv/analysis');
      while (fake.queries.length === 0) await new Promise((resolve) => setImmediate(resolve));
      fake.data.analyses.set('ebv', { labels: ['new'] });
      fake.change('image', 'ebv');
      const caughtUp = app.catchUp();
      open();
      fake.gate = Promise.resolve();
      await Promise.all([before, caughtUp]);
      expect((await ask('/v1/images/ebv/analysis')).body).toContain('new');
    }));
});

describe('a database that is ill', () => {
  it('costs only what needs it, and what was kept is still served', () =>
    withApp({}, async ({ ask, fake, clock, logged, records }) => {
      await ask('/v1/images/ebv');
      fake.failure = new Error('connect ECONNREFUSED x-api-key=live_secret');
      clock.advance(3_600_001);
      expect((await ask('/v1/images/ebv')).status).toBe(200);
      expect(records.at(-1)?.cache).toBe('stale');
      expect((await ask('/v1/images/search?limit=4')).json).toHaveLength(4);
      const failed = await ask('/v1/images/hat?secret=1');
      expect([failed.status, failed.body, failed.headers['retry-after']]).toEqual([
        503,
        'Service Unavailable',
        '5',
      ]);
      const [line] = logged.filter(({ event }) => event === 'request-failed');
      expect(line?.fields).toMatchObject({
        route: 'GET /v1/images/{image_id}',
        cause: 'database',
        requestId: expect.any(String),
      });
      expect(JSON.stringify(logged)).not.toMatch(/secret/);
    }));

  it('is told from a defect of ours', () =>
    withApp({}, async ({ ask, fake, logged, records }) => {
      fake.failure = new TypeError('x is not a function');
      const failed = await ask('/v1/images/hat');
      expect([failed.status, failed.body]).toEqual([500, 'Internal Server Error']);
      expect(logged[0]?.fields).toMatchObject({ cause: 'code' });
      expect(records[0]).toMatchObject({ status: 500, cause: 'code', image_id: null });
    }));

  it('at the start is said, and only that the process lives is answered', () =>
    withApp({ ready: false }, async ({ ask }) => {
      expect((await ask('/health/live')).status).toBe(200);
      expect([
        (await ask('/health/ready')).status,
        (await ask('/v1/images/search')).status,
      ]).toEqual([503, 503]);
    }));
});

describe('a client that asks too often', () => {
  it('is let through exactly as often as it may, then told when to come back', () =>
    withApp({ config: { keylessLimit: 3, keyedLimit: 5 } }, async ({ ask, fake, clock }) => {
      const url = '/v1/images/ebv/analysis';
      const statuses = async (times: number, options = {}) => {
        const answers = await Promise.all(Array.from({ length: times }, () => ask(url, options)));
        return answers.filter(({ status }) => status === 200).length;
      };
      expect([await statuses(9), await statuses(9, { key: goodKey })]).toEqual([3, 5]);
      clock.advance(27_888);
      fake.queries.length = 0;
      const refused = await ask('/v1/images/ebv/analysis', { key: 'wrong' });
      expect([refused.status, refused.body]).toEqual([
        429,
        'RATE_LIMIT_EXCEEDED - too many requests, try again in 33 seconds',
      ]);
      expect(refused.headers).toMatchObject({
        'ratelimit-limit': '3',
        'ratelimit-remaining': '0',
        'ratelimit-consumed': '3',
        'ratelimit-reset': '2026-11-21T12:01:00.000Z',
        'retry-after-seconds': '32.112',
        'retry-after': '33',
      });
      const keyed = await ask(url, { key: goodKey });
      expect([keyed.status, keyed.headers['ratelimit-limit']]).toEqual([429, '5']);
      expect((await ask('/v1/breeds')).status).toBe(200);
      expect((await ask('/health/live')).status).toBe(200);
      clock.advance(32_112);
      expect((await ask(url)).status).toBe(200);
    }));
});

describe('a client that says it comes from elsewhere', () => {
  const limited = { keylessLimit: 2, trustedProxies: ['10.0.0.0/8', 'fd00::/8'] };
  const evade = async ({ ask }: FakeApp, from: string, headerOf: (forged: string) => string) => {
    const answers = await Promise.all(
      Array.from({ length: 9 }, (_, count) => {
        const headers = { 'x-forwarded-for': headerOf(`203.0.113.${count}`) };
        return ask('/v1/breeds', { from, headers });
      }),
    );
    return answers.filter(({ status }) => status === 200).length;
  };

  it('is limited all the same, directly and behind a proxy', () =>
    withApp({ config: limited }, async (app) => {
      expect(await evade(app, '192.0.2.1', (forged) => forged)).toBe(2);
      expect(await evade(app, '10.0.0.1', (forged) => `${forged}, 192.0.2.2`)).toBe(2);
      expect(await evade(app, 'fd00::1', (forged) => `${forged}, 192.0.2.2, 10.0.0.3`)).toBe(0);
      expect(await evade(app, '10.0.0.1', (forged) => `${forged}, 192.0.2.1`)).toBe(0);
    }));

  it('is known behind a proxy by its own address', () =>
    withApp({ config: limited }, async (app) => {
      expect(await evade(app, '10.0.0.1', (client) => client)).toBe(9);
    }));

  it('is not asked where no proxy is trusted', () =>
    withApp({ config: { keylessLimit: 2 } }, async (app) => {
      expect(await evade(app, '10.0.0.1', (client) => client)).toBe(2);
    }));
});

describe('whoever operates the API', () => {
  it('is shown how a request was answered, with the token and only then', () =>
    withApp({}, async ({ ask }) => {
      const look = (token: string) =>
        ask('/v1/images/ebv', { headers: { 'x-catops-diagnostics': token } });
      const miss = await look(diagnosticsToken);
      expect(miss.headers['server-timing']).toBe('db;desc="n=1", cache;desc=miss, total;dur=0.0');
      expect(miss.headers['x-cache']).toBe('miss');
      expect((await look(diagnosticsToken)).headers['x-cache']).toBe('hit');
      for (const token of ['', 'wrong', `${diagnosticsToken}x`]) {
        const { headers } = await look(token);
        expect([headers['server-timing'], headers['x-cache']]).toEqual([undefined, undefined]);
      }
    }));

  it('finds one record a response, without anything a client sent', () =>
    withApp({}, async ({ ask, records }) => {
      const headers = { 'user-agent': 'secret-agent' };
      await ask(`/v1/images/ebv/analysis?api_key=${goodKey}&secret=1`, { headers });
      await ask('/secret/path', { headers });
      await ask('/secret', { method: 'OPTIONS' });
      expect(records).toEqual([
        {
          v: 1,
          ts: '2026-11-21T12:00:00.000Z',
          method: 'GET',
          route: 'GET /v1/images/{image_id}/analysis',
          status: 200,
          latency_ms: 0,
          bytes: 80,
          api_key_id: 'account-1',
          cache: 'miss',
          db_queries: 1,
          cause: null,
          image_id: 'ebv',
        },
        expect.objectContaining({ route: '(unmatched)', status: 404, cache: 'bypass' }),
        expect.objectContaining({ route: '(unmatched)', method: 'OPTIONS', status: 204 }),
      ]);
      expect(JSON.stringify(records)).not.toMatch(/secret|live_/);
    }));

  it('reads the counts of all processes together', () =>
    withApp({}, async ({ app, ask }) => {
      await ask('/v1/images/ebv');
      await ask('/v1/images/ebv');
      await ask('/v1/images/nope');
      const one = app.metrics();
      expect(JSON.parse(JSON.stringify(one))).toEqual(one);
      const text = renderMetrics(mergeMetrics([one, one]));
      const route = 'route="GET /v1/images/{image_id}"';
      for (const line of [
        `catops_requests_total{${route},status="200"} 4`,
        `catops_requests_total{${route},status="400"} 2`,
        `catops_cache_outcomes_total{${route},outcome="hit"} 2`,
        `catops_cache_outcomes_total{${route},outcome="miss"} 2`,
        `catops_cache_outcomes_total{${route},outcome="bypass"} 2`,
        `catops_db_queries_total{${route}} 2`,
        `catops_request_seconds_bucket{${route},le="+Inf"} 6`,
        `catops_request_seconds_count{${route}} 6`,
        'catops_processes 2',
        'catops_build_info{release="0.0.0"} 2',
        'catops_index_images 4',
      ]) {
        expect(text.split('\n')).toContain(line);
      }
      expect(text).not.toMatch(/^catops_replica_lag_seconds /m);
      const behind = { ...one, replicaLagSeconds: 42 };
      expect(renderMetrics(mergeMetrics([behind, one]))).toMatch(
        /^catops_replica_lag_seconds 42$/m,
      );
    }));
});
