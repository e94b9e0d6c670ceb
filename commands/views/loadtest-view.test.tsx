import { render } from 'ink-testing-library';
import { describe, expect, it } from 'vitest';
import type { LoadtestEvent, RouteProgress } from '../../src/loadtest/events.js';
import { cellWidth } from '../../src/presentation/cells.js';
import { advance, emptyState } from './loadtest-live.js';
import { plainLines } from './loadtest-plain.js';
import type { LiveSize } from './loadtest-routes.js';
import { LoadtestView } from './loadtest-view.js';

const route = 'GET /v1/images/{image_id}/analysis';

function planned(...routes: RouteProgress['route'][]): LoadtestEvent {
  return {
    type: 'planned',
    scenario: 'default',
    url: 'http://127.0.0.1:4000',
    phases: [],
    routes,
    keys: 50,
    seconds: 8,
    requests: 1500,
  };
}

function phaseStart(index: number, phase: string): LoadtestEvent {
  const open = { measured: true, seconds: 4, rate: { from: 100, to: 100 }, connections: null };
  return { type: 'phase-start', index, phases: 3, phase, ...open };
}

function progress(elapsedSeconds: number, ...routes: RouteProgress[]): LoadtestEvent {
  const sum = (key: 'sent' | 'answered' | 'errors') =>
    routes.reduce((total, one) => total + one[key], 0);
  return {
    ...{ type: 'progress', phase: 'steady', index: 1, elapsedSeconds, routes },
    ...{ sent: sum('sent'), answered: sum('answered'), errors: sum('errors') },
    ...{ p50Ms: 1.25, p95Ms: null },
  };
}

const at = (
  answered: number,
  slowestMs: number | null,
  changes: Partial<RouteProgress> = {},
): RouteProgress => ({ route, sent: answered, answered, errors: 0, slowestMs, ...changes });

const events: LoadtestEvent[] = [
  { type: 'waiting', url: 'http://127.0.0.1:4000' },
  planned(route),
  phaseStart(0, 'warm-up'),
  progress(0.5, at(10, 4)),
  progress(0.9, at(20, 8)),
  progress(1.5, at(40, null)),
  phaseStart(1, 'steady'),
  progress(0.2, at(5, 16)),
  progress(1.2, at(30, 2, { errors: 1 })),
];

function frame(
  all: readonly LoadtestEvent[],
  size: LiveSize = { columns: 80, rows: 24 },
  ascii = false,
): string {
  const state = all.reduce(advance, emptyState);
  const view = <LoadtestView state={state} colour={false} ascii={ascii} size={size} />;
  return render(view).lastFrame() ?? '';
}

describe('the live view of a load test', () => {
  it('says what is being waited for before the load', () => {
    expect(frame([])).toContain('Starting the cat API');
  });

  it('shows phase, counts, and by route the last second and the slowest of each before', () => {
    expect(frame(events)).toMatchSnapshot();
  });

  it('draws nothing anew for an event that changes nothing', () => {
    const state = events.reduce(advance, emptyState);
    expect(advance(state, { type: 'judging' }).progress).toBe(state.progress);
  });

  const many = Array.from({ length: 23 }, (_, index) => `GET /v1/things/{id}/${index}` as const);
  const crowd = [
    planned(...many),
    phaseStart(0, 'steady'),
    progress(0.1, ...many.map((name) => at(0, 3, { route: name }))),
    progress(
      3.5,
      ...many.map((name) => at(9, 900, { route: name, errors: name.endsWith('/20') ? 2 : 0 })),
    ),
  ];

  it.each([
    [80, 24],
    [120, 40],
    [40, 12],
    [200, 60],
    [20, 4],
  ])('fits a terminal of %i by %i, one line left for the cursor', (columns, rows) => {
    const lines = frame(crowd, { columns, rows }).split('\n');
    expect(Math.max(...lines.map(cellWidth))).toBeLessThanOrEqual(columns);
    expect(lines.length).toBeLessThan(Math.max(rows, 8));
  });

  it('shows first the routes with errors, and says how many routes it leaves out', () => {
    const lines = frame(crowd, { columns: 80, rows: 12 }).split('\n');
    expect(lines[4]).toMatch(/^GET \/v1\/things\/\{id\}\/20 .* 2 /);
    expect(lines[5]).toMatch(/^GET \/v1\/things\/\{id\}\/0 /);
    expect(lines.at(-2)).toBe('19 more routes without errors');
  });

  it('is ASCII alone where the terminal shows nothing else, and has no control character', () => {
    const hostile = planned(route);
    const text = frame(
      [{ ...hostile, scenario: 'a\u001b[31mb\u0007' } as LoadtestEvent, ...events.slice(2)],
      undefined,
      true,
    );
    expect(text).toMatch(/^[\n\u0020-\u007e]*$/);
    expect(text).toContain('ab  on http');
  });
});

describe('a load test without a terminal', () => {
  const said = (all: readonly LoadtestEvent[]) => {
    const lines: string[] = [];
    all.forEach(plainLines((line) => lines.push(line)));
    return lines;
  };

  it('says one line a phase and none a second', () => {
    expect(said(events)).toEqual([
      'Waiting for http://127.0.0.1:4000 to be ready …',
      'Scenario default on http://127.0.0.1:4000: 1 route, 8 s, 1500 requests, 50 keys',
      'Phase 1/3 warm-up · 100/s for 4 s …',
      'Phase 2/3 steady · 100/s for 4 s …',
    ]);
  });

  it('says in a long phase twice a minute how it goes, so that CI does not take it for dead', () => {
    const hour = Array.from({ length: 14_400 }, (_, tick) => progress(tick / 4, at(tick, 1)));
    const lines = said([phaseStart(0, 'soak'), ...hour, phaseStart(1, 'end'), ...hour.slice(0, 8)]);
    expect(lines).toHaveLength(2 + 119);
    expect(lines[1]).toBe('  after 30 s: sent 120 · answered 120 · errors 0 · p50 1.3 ms · p95 —');
  });
});
