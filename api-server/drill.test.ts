import { describe, expect, it } from 'vitest';
import { catalogue } from './catalogue.js';
import { drillCatalogue, drillShape, withoutCache } from './drill.js';
import type { OpenApiDocument } from './http/openapi.js';
import { goodKey, openFakeApp } from './testing/fake-app.js';

const analysis = 'GET /v1/images/{image_id}/analysis';

describe('a drill', () => {
  it('asks the database for every request of the route that has lost its cache', async () => {
    const { app, ask, fake, records } = await openFakeApp({
      catalogue: withoutCache(catalogue, [analysis]),
    });
    for (let turn = 0; turn < 5; turn += 1) await ask('/v1/images/ebv/analysis');
    await ask('/v1/images/ebv');
    await ask('/v1/images/ebv');
    expect(fake.queries).toEqual([...Array(5).fill('images.analysis'), 'images.byIds']);
    expect(records.map(({ cache, db_queries }) => [cache, db_queries])).toEqual([
      ...Array(5).fill(['bypass', 1]),
      ['miss', 1],
      ['hit', 0],
    ]);
    await app.close();
  });

  it('answers from the database as it does from memory', async () => {
    const cached = catalogue
      .filter(({ cache }) => !('never' in cache || 'spares' in cache))
      .map(({ name }) => name);
    const usual = await openFakeApp();
    const drill = await openFakeApp({ catalogue: withoutCache(catalogue, cached) });
    for (const url of [
      '/v1/images/search?limit=3&order=DESC&page=1',
      '/v1/images/search?limit=3&order=ASC&include_breeds=0',
      '/v1/images/hat',
      '/v1/images/ebv/analysis',
      '/v1/images/nope/analysis',
      '/v1/breeds?limit=2&page=1',
      '/v1/breeds/abys',
      '/v1/breeds/search?q=SHORT&attach_image=1',
      '/v1/categories',
    ]) {
      const [one, other] = [
        await usual.ask(url, { key: goodKey }),
        await drill.ask(url, { key: goodKey }),
      ];
      expect([url, other.status, other.body]).toEqual([url, one.status, one.body]);
      expect(other.headers['pagination-count']).toBe(one.headers['pagination-count']);
    }
    await Promise.all([usual.app.close(), drill.app.close()]);
  });

  it('says which routes can lose a cache that spares the database when it is given another', () => {
    for (const name of ['GET /nope', 'GET /health/live', 'GET /images/{file}', '__proto__']) {
      expect(() => withoutCache(catalogue, [name])).toThrow(
        expect.objectContaining({ code: 'route-unknown', hint: expect.stringContaining(analysis) }),
      );
    }
  });

  it('leaves the catalogue of everybody else alone', () => {
    withoutCache(catalogue, [analysis]);
    const cache = catalogue.find(({ name }) => name === analysis)?.cache;
    expect(cache).toMatchObject({ fresh: '1h', stale: '1d' });
  });

  it('refuses to be reachable from elsewhere', () => {
    for (const CATOPS_HOST of ['0.0.0.0', '10.0.0.1', '::', '127.0.0.1.example.com']) {
      expect(() => drillCatalogue({ CATOPS_HOST })).toThrow(
        expect.objectContaining({ code: 'config-invalid' }),
      );
    }
    const env = { CATOPS_HOST: '127.0.0.1', CATOPS_DRILL_UNCACHE: JSON.stringify([analysis]) };
    expect(drillCatalogue(env).find(({ name }) => name === analysis)?.cache).toEqual({
      never: 'lesson switched off',
    });
    expect(() => drillCatalogue({ CATOPS_DRILL_UNCACHE: '{' })).toThrow(/not a JSON array/);
  });

  it('serves one route without a lesson, and says of itself what it said before', async () => {
    const env = {
      CATOPS_DRILL_WITHOUT: JSON.stringify({
        'single-flight': [analysis],
        'cache-key': ['GET /v1/breeds'],
        'rate-limit': ['GET /v1/categories'],
        probation: ['GET /v1/facts'],
      }),
    };
    const config = { keyedLimit: 4 };
    const options = { catalogue: drillCatalogue(env), shape: drillShape(env), config };
    const { app, ask, fake } = await openFakeApp(options);
    const crowd = (url: string) => Promise.all([1, 2, 3].map(() => ask(url, { key: goodKey })));
    await crowd('/v1/images/ebv/analysis');
    await crowd('/v1/images/ebv');
    for (const x of [1, 2, 2]) await ask(`/v1/breeds?x=${x}`);
    expect(fake.queries).toEqual([
      ...Array(3).fill('images.analysis'),
      'images.byIds',
      ...Array(2).fill('breeds.list'),
    ]);
    const statusesOf = async (url: string) => {
      const replies = await Promise.all(
        Array.from({ length: 5 }, () => ask(url, { key: goodKey })),
      );
      return replies.map(({ status }) => status);
    };
    expect(await statusesOf('/v1/categories')).toEqual([200, 200, 200, 200, 200]);
    expect(await statusesOf('/v1/facts')).toEqual([200, 200, 200, 200, 429]);
    expect(await statusesOf('/v1/sources')).toEqual([200, 429, 429, 429, 429]);
    const { paths } = (await ask('/openapi.json')).json as OpenApiDocument;
    const policyOf = (path: string) => paths[path]?.['get']?.['x-catops'];
    expect(policyOf('/v1/categories')?.limit.keyed?.requests).toBe(4);
    expect(policyOf('/v1/facts')).toMatchObject({ probation: false, limit: { name: 'standard' } });
    await app.close();
  });

  it('refuses a lesson or a route that there is not', () => {
    const reading = (CATOPS_DRILL_WITHOUT: string) => () => drillShape({ CATOPS_DRILL_WITHOUT });
    expect(reading('{"naps": []}')).toThrow(/single-flight, cache-key, rate-limit, probation/);
    expect(reading('{')).toThrow(expect.objectContaining({ code: 'config-invalid' }));
    expect(reading('{"probation": ["GET /nope"]}')).toThrow(/no route is named "GET \/nope"/);
  });
});
