import { describe, expect, it } from 'vitest';
import { diagnose } from './diagnose.js';
import type { ReleaseChange } from './telemetry.js';
import { type DrawnRoute, type DrawnWorld, drawnTelemetry } from './testing/drawn-telemetry.js';

const onset = 40;

/** A usual afternoon. */
const calm: Readonly<Record<string, DrawnRoute>> = {
  'GET /v1/images/search': { rate: 20 },
  'GET /v1/images/{image_id}': { rate: 10, hits: 0.9, queries: 0.05 },
  'GET /v1/images/{image_id}/analysis': { rate: 5, hits: 0.9, queries: 0.1 },
  'GET /v1/breeds': { rate: 8 },
  'GET /v1/votes': { rate: 4, queries: 1, ms: 4 },
  'POST /v1/votes': { rate: 3, queries: 2, ms: 6 },
  'GET /v1/favourites': { rate: 3, queries: 1, ms: 4 },
};

type Change = (route: DrawnRoute, name: string) => DrawnRoute;

function told(
  change: Change,
  more: DrawnWorld['more'] = () => ({}),
  releases: readonly ReleaseChange[] = [],
) {
  const worse = Object.fromEntries(
    Object.entries(calm).map(([name, route]) => [name, change(route, name)]),
  );
  const telemetry = drawnTelemetry({
    ...{ seed: 7, slots: 80, seconds: 10, more },
    routes: (slot) => (slot < onset ? calm : worse),
  });
  const from = telemetry.slots[0]?.at ?? 0;
  const window = { from, to: from + 800_000 };
  return diagnose({ window, telemetry, releases, alarms: [], notes: [] });
}

const on = (name: string, change: Partial<DrawnRoute>): Change => {
  return (route, each) => (each === name ? { ...route, ...change } : route);
};
const asks = ({ queries = 0 }: DrawnRoute) => queries >= 0.5;
const releasedAt = (slot: number): ReleaseChange => ({
  version: '0.2.0+bbbbbbb',
  previous: '0.1.0+aaaaaaa',
  at: Date.UTC(2018, 10, 15) + slot * 10_000,
});
const analysis = 'GET /v1/images/{image_id}/analysis';
const none = { from: 0, to: 1 };

describe('what is likeliest', () => {
  it('is nothing at all when nothing got worse', () => {
    const found = told((route) => route);
    expect(found).toMatchObject({ verdict: 'healthy', onset: null, hypotheses: [] });
    expect(found.answer[0]).toBe('Nothing got worse in that time.');
  });

  it('is nothing when a release went well, or when more traffic did no harm', () => {
    expect(told((route) => route, undefined, [releasedAt(onset)]).verdict).toBe('healthy');
    expect(told((route) => ({ ...route, rate: 2 * route.rate })).verdict).toBe('healthy');
  });

  it('is the release after which one route fails by its own code', () => {
    const change = on('GET /v1/breeds', { errors: 0.5, cause: 'code' });
    const found = told(change, undefined, [releasedAt(onset - 1)]);
    expect(found.verdict).toBe('deploy');
    expect(found.hypotheses[0]?.subject).toBe('0.2.0+bbbbbbb');
  });

  it('is what is stored when one route fails by its own code and no release is near', () => {
    const change = on(analysis, { errors: 0.2, cause: 'code' });
    expect(told(change).hypotheses[0]).toMatchObject({ cause: 'data', subject: analysis });
  });

  it('is the route without a cache that more traffic came to', () => {
    const bare = { ...calm[analysis], hits: 0, queries: 1 } as DrawnRoute;
    const telemetry = drawnTelemetry({
      ...{ seed: 3, slots: 80, seconds: 10 },
      routes: (slot) =>
        slot < onset
          ? { ...calm, [analysis]: bare }
          : Object.fromEntries(
              Object.entries({ ...calm, [analysis]: { ...bare, rate: 40 } }).map(
                ([name, route]) => [
                  name,
                  { ...route, errors: 0.4, cause: 'overload' as const, ms: 300 },
                ],
              ),
            ),
    });
    const window = { from: 0, to: 1 };
    const releases = [releasedAt(-1000)];
    const found = diagnose({ window, telemetry, releases, alarms: [], notes: [] });
    expect(found.hypotheses[0]).toMatchObject({ cause: 'uncached-route', subject: analysis });
    expect(found.answer[1]).toContain('Not a deploy: it began 2 h 53 min after');
  });

  it('is traffic when all of it rose and answers got slow', () => {
    const found = told((route) => ({ ...route, rate: 4 * route.rate, ms: 200 }));
    expect(found.verdict).toBe('traffic');
  });

  it('is the database that is slow for every route that asks it, and for no other', () => {
    expect(told((route) => (asks(route) ? { ...route, ms: 900 } : route)).verdict).toBe('database');
  });

  it('is the database that the API finds ill, though a release went live just before', () => {
    const found = told(
      (route) => (asks(route) ? { ...route, errors: 1, cause: 'database' } : route),
      (slot) => (slot >= onset ? { ill: new Map([['database-write', 2]]) } : {}),
      [releasedAt(onset - 2)],
    );
    expect(found.verdict).toBe('database');
  });

  it('is Redis when it is ill, though no user feels it', () => {
    const found = told(
      (route) => route,
      (slot) => (slot >= onset ? { ill: new Map([['redis', 2]]) } : {}),
    );
    expect(found.verdict).toBe('cache');
  });

  it('is one caller when a limit turns many requests away', () => {
    expect(told(on('GET /v1/votes', { rate: 40, limited: 0.8 })).verdict).toBe('hot-key');
  });

  it('is a bot when paths are asked for that are none', () => {
    const telemetry = drawnTelemetry({
      ...{ seed: 4, slots: 80, seconds: 10 },
      routes: (slot) =>
        slot < onset ? calm : { ...calm, '(unmatched)': { rate: 15, refused: 1 } },
    });
    const window = { from: 0, to: 1 };
    const found = diagnose({ window, telemetry, releases: [], alarms: [], notes: [] });
    expect(found.verdict).toBe('bot');
  });

  it('is the disk when the request log cannot be written', () => {
    const failures = [
      { event: 'access-log-unwritable', cause: 'vendor', dependency: 'access-log', count: 1 },
    ];
    const found = told(
      (route, name) =>
        name.startsWith('POST') ? { ...route, errors: 1, cause: 'database' } : route,
      (slot) => (slot >= onset ? { failures, ill: new Map([['database-write', 2]]) } : {}),
    );
    expect(found.verdict).toBe('disk');
  });

  it('is the processes when they end by themselves', () => {
    const found = told(
      (route) => ({ ...route, errors: 0.1, cause: 'overload' }),
      (slot) => (slot >= onset ? { restarts: 1, processes: 1 } : {}),
    );
    expect(found.verdict).toBe('processes');
  });

  it('is the processes when something killed them, though a release went live just before', () => {
    const failures = [{ event: 'worker-ended', cause: 'overload', dependency: '', count: 1 }];
    const found = told(
      on(analysis, { ms: 400 }),
      (slot) => (slot >= onset ? { restarts: 1, processes: 1, failures } : {}),
      [releasedAt(onset - 2)],
    );
    expect(found.verdict).toBe('processes');
    expect(found.hypotheses[0]?.for.map(({ says }) => says).join()).toContain('a signal');
  });

  it('is the processes when they refuse work because none of them runs, and nobody asked for more', () => {
    const late = { catops_event_loop_delay_p99_seconds: 0.7 };
    const found = told(
      (route) => (asks(route) ? { ...route, errors: 0.6, cause: 'overload' } : route),
      (slot) => (slot >= onset ? { gauges: late } : {}),
    );
    expect(found.verdict).toBe('processes');
  });

  it('is the release that rolled so slowly that it began long after it was first seen', () => {
    const both = ['0.1.0+aaaaaaa', '0.2.0+bbbbbbb'];
    const found = told(on('GET /v1/breeds', { ms: 400 }), (slot) => ({
      releases: slot < onset - 15 ? both.slice(0, 1) : slot < onset + 2 ? both : both.slice(1),
    }));
    expect(found.hypotheses[0]).toMatchObject({ cause: 'deploy', subject: both[1] });
    const says = found.hypotheses[0]?.for.map((each) => each.says).join();
    expect(says).toContain('while it rolled');
    expect(says).toContain('1 route got worse with no more traffic');
  });

  it('is the release that took a route its cache, when what was fast for most is slow for all', () => {
    const telemetry = drawnTelemetry({
      ...{ seed: 9, slots: 80, seconds: 10 },
      routes: (slot) => ({
        ...calm,
        [analysis]:
          slot < onset
            ? { rate: 5, hits: 0.7, queries: 0.3, ms: 20, slowest: { share: 0.3, ms: 150 } }
            : { rate: 5, hits: 0, queries: 1, ms: 150 },
      }),
    });
    const releases = [releasedAt(onset - 1)];
    const found = diagnose({ ...{ telemetry, releases, alarms: [], notes: [] }, window: none });
    expect(found.verdict).toBe('deploy');
    const measured = found.changes.filter(({ route }) => route === analysis);
    expect(measured.map(({ measure }) => measure)).toContain('typicalLatency');
    expect(measured.map(({ measure }) => measure)).not.toContain('latency');
  });

  it('is traffic when far more of all came, though nothing is slow yet', () => {
    const found = told((route) => ({ ...route, rate: 5 * route.rate }));
    expect(found.verdict).toBe('traffic');
    expect(found.answer[0]).toMatch(/^Far more traffic .* More requests since/);
  });

  it('is the route without a cache also when most of its requests never get to the database', () => {
    const bare = { ...calm[analysis], hits: 0, queries: 2 } as DrawnRoute;
    const shed = { ...bare, rate: 60, queries: 0.4, errors: 0.8, cause: 'overload' } as const;
    const telemetry = drawnTelemetry({
      ...{ seed: 8, slots: 80, seconds: 10 },
      routes: (slot) => ({ ...calm, [analysis]: slot < onset ? bare : shed }),
    });
    const found = diagnose({ ...{ telemetry, releases: [], alarms: [], notes: [] }, window: none });
    expect(found.hypotheses[0]).toMatchObject({ cause: 'uncached-route', subject: analysis });
  });

  it('is the storage of objects that every process lost, if only for a moment', () => {
    const failures = [
      { event: 'dependency-lost', cause: 'vendor', dependency: 'objects', count: 2 },
    ];
    const found = told(
      (route) => route,
      (slot) => (slot === onset ? { ill: new Map([['objects', 2]]), failures } : {}),
    );
    expect(found.hypotheses[0]).toMatchObject({ cause: 'vendor', subject: 'objects' });
  });

  it('is unknown when some routes fail of too much waiting, and nobody asked for more', () => {
    const found = told((route, name) =>
      /search|breeds|image_id}$/.test(name) ? { ...route, errors: 0.2, cause: 'overload' } : route,
    );
    expect(found.verdict).toBe('unknown');
    expect(found.answer[1]).toContain('Do not roll back on this.');
  });
});

describe('two causes at once', () => {
  const mail = [{ event: 'mail-failed', cause: 'vendor', dependency: 'mail', count: 3 }];
  const strangers = (slot: number) =>
    slot < onset ? calm : { ...calm, '(unmatched)': { rate: 15, refused: 1 } };

  it('are both named where the first does not explain what the second does', () => {
    const telemetry = drawnTelemetry({
      ...{ seed: 4, slots: 80, seconds: 10, routes: strangers },
      more: (slot) => (slot >= onset + 3 ? { failures: mail } : {}),
    });
    const found = diagnose({ ...{ telemetry, releases: [], alarms: [], notes: [] }, window: none });
    expect(found).toMatchObject({ verdict: 'bot', beside: 'vendor' });
    expect(found.hypotheses.map(({ cause }) => cause).slice(0, 2)).toEqual(['bot', 'vendor']);
    expect(found.answer[1]).toContain('And beside it: the mail service');
    const sum = found.hypotheses.reduce((total, { probability }) => total + probability, 0);
    expect(sum).toBeCloseTo(1);
  });

  it('are not seen where one explains everything', () => {
    const telemetry = drawnTelemetry({
      ...{ seed: 4, slots: 80, seconds: 10, routes: strangers },
    });
    const found = diagnose({ ...{ telemetry, releases: [], alarms: [], notes: [] }, window: none });
    expect(found).toMatchObject({ verdict: 'bot', beside: null });
  });
});

describe('an answer', () => {
  it('has an onset within two slots of the change, and probabilities that add up to one', () => {
    const found = told(on('GET /v1/breeds', { errors: 0.5 }));
    expect(
      Math.abs((Date.parse(found.onset ?? '') - Date.UTC(2018, 10, 15)) / 10_000 - onset),
    ).toBeLessThanOrEqual(2);
    const sum = found.hypotheses.reduce((total, { probability }) => total + probability, 0);
    expect(sum).toBeCloseTo(1);
  });

  it('says when there is no time before to compare with', () => {
    const telemetry = drawnTelemetry({
      ...{ seed: 5, slots: 20, seconds: 10 },
      routes: () => calm,
      more: (slot) => (slot >= 1 ? { ill: new Map([['redis', 1]]) } : {}),
    });
    const window = { from: 0, to: 1 };
    const found = diagnose({ window, telemetry, releases: [], alarms: [], notes: [] });
    expect(found.notes.join()).toContain('start it earlier');
  });

  it('of a time of which nothing is known says so', () => {
    const telemetry = { source: 'metrics', slots: [] } as const;
    const window = { from: 0, to: 1 };
    const found = diagnose({ window, telemetry, releases: [], alarms: [], notes: [] });
    expect(found.answer[0]).toBe('Nothing is known of that time.');
  });
});
