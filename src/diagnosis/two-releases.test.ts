import { describe, expect, it } from 'vitest';
import { diagnose } from './diagnose.js';
import { type DrawnRoute, drawnTelemetry } from './testing/drawn-telemetry.js';

const usual: Readonly<Record<string, DrawnRoute>> = {
  'GET /v1/images/search': { rate: 20 },
  'GET /v1/images/{image_id}': { rate: 10, hits: 0.9, queries: 0.05 },
  'GET /v1/images/{image_id}/analysis': { rate: 5, hits: 0.9, queries: 0.1 },
  'GET /v1/breeds': { rate: 8 },
  'GET /v1/votes': { rate: 4, queries: 1, ms: 4 },
};
const [before, first, second] = ['0.1.0+aaaaaaa', '0.2.0+bbbbbbb', '0.3.0+ccccccc'] as const;
const from = Date.UTC(2026, 10, 29, 20);
const seconds = 10;
/** The slot at whose end the first release is there. */
const firstAt = 24;

interface Night {
  readonly seed: number;
  /** Slots from the first release to the second. */
  readonly apart: number;
  /** The slot at which failures of our own code begin. */
  readonly failsAt: number;
  readonly errors?: number;
  /** The one route that fails; all of them when absent. */
  readonly route?: string;
  /** The slot until which hardly anybody asks. */
  readonly idleUntil?: number;
  /** What runs after the first release. */
  readonly next?: string;
}

function told({ seed, apart, failsAt, idleUntil = 0, errors = 0.3, route, next = second }: Night) {
  const telemetry = drawnTelemetry({
    ...{ seed, from, seconds, slots: 60 },
    routes: (slot) =>
      Object.fromEntries(
        Object.entries(usual).map(([name, each]) => {
          const rate = slot < idleUntil ? each.rate / 100 : each.rate;
          const fails = slot >= failsAt && (route ?? name) === name;
          return [name, { ...each, rate, ...(fails && { errors, cause: 'code' as const }) }];
        }),
      ),
    more: (slot) => ({
      releases: [slot < firstAt ? before : slot < firstAt + apart ? first : next],
    }),
  });
  const window = { from, to: from + 60 * seconds * 1000 };
  return diagnose({ window, telemetry, releases: [], alarms: [], notes: [] });
}

const slotOf = (onset: string | null) => (Date.parse(onset ?? '') - from) / seconds / 1000;
const seeds = [1, 2, 3] as const;

describe('of two releases within twenty seconds', () => {
  const apart = 2;

  it.each(seeds)(
    'is the second, when failures begin with it, though traffic rose just before the first (seed %i)',
    (seed) => {
      const found = told({ seed, apart, failsAt: firstAt + apart, idleUntil: firstAt - 1 });
      expect(found.hypotheses[0]).toMatchObject({ cause: 'deploy', subject: second });
      expect(slotOf(found.onset)).toBe(firstAt + apart);
    },
  );

  it('is the second also when it breaks so little that the surge is the most there is to see', () => {
    const few = { errors: 0.1, route: 'GET /v1/breeds' };
    const night = { seed: 1, apart, failsAt: firstAt + apart, idleUntil: firstAt - 1, ...few };
    expect(told(night).hypotheses[0]).toMatchObject({ cause: 'deploy', subject: second });
  });

  it.each(seeds)('is the first, when failures begin with it (seed %i)', (seed) => {
    const calm = told({ seed, apart, failsAt: firstAt });
    expect(calm.hypotheses[0]).toMatchObject({ cause: 'deploy', subject: first });
    const risen = told({ seed, apart, failsAt: firstAt, idleUntil: firstAt - 1 });
    expect(risen.hypotheses[0]).toMatchObject({ cause: 'deploy', subject: first });
  });

  it('is the first also when it shows in the slot after it alone', () => {
    const found = told({ seed: 1, apart, failsAt: firstAt + 1 });
    expect(found.hypotheses[0]).toMatchObject({ cause: 'deploy', subject: first });
  });
});

describe('a release after failures began', () => {
  const night = { seed: 2, apart: 6, failsAt: firstAt };
  const against = (found: ReturnType<typeof told>) =>
    found.hypotheses.find(({ cause }) => cause === 'deploy')?.against.map(({ says }) => says);

  it('speaks against the one before it when it was a way back, and changed nothing', () => {
    expect(against(told({ ...night, next: before }))?.join()).toContain('changed nothing');
  });

  it('does not when it was built on it, and has its faults', () => {
    const found = told(night);
    expect(found.hypotheses[0]).toMatchObject({ cause: 'deploy', subject: first });
    expect(against(found)).toEqual([]);
  });
});
