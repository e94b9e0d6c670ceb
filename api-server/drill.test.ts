import { describe, expect, it } from 'vitest';
import { catalogue } from './catalogue.js';
import { drillCatalogue, withoutCache } from './drill.js';
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
});
