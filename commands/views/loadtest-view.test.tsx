import { render } from 'ink-testing-library';
import { describe, expect, it } from 'vitest';
import type { LoadtestEvent } from '../../src/loadtest/events.js';
import { describeEvent } from './loadtest-lines.js';
import { advance, emptyState, LoadtestView } from './loadtest-view.js';

const route = 'GET /v1/images/{image_id}/analysis';
const events: LoadtestEvent[] = [
  { type: 'waiting', url: 'http://127.0.0.1:4000' },
  {
    type: 'planned',
    scenario: 'default',
    url: 'http://127.0.0.1:4000',
    phases: [],
    routes: [route],
    keys: 50,
    seconds: 11,
    requests: 1500,
  },
  {
    type: 'phase-start',
    index: 1,
    phases: 3,
    phase: 'steady',
    measured: true,
    seconds: 4,
    rate: { from: 100, to: 100 },
    connections: null,
  },
  {
    type: 'progress',
    phase: 'steady',
    index: 1,
    elapsedSeconds: 2,
    sent: 200,
    answered: 198,
    errors: 1,
    p50Ms: 1.25,
    p95Ms: null,
    routes: [{ route, sent: 200, answered: 198, errors: 1 }],
  },
];

describe('the live view of a load test', () => {
  it('says what is being waited for before the load', () => {
    const { lastFrame } = render(<LoadtestView state={emptyState} colour={false} />);
    expect(lastFrame()).toContain('Starting the cat API');
  });

  it('shows phase, counts and routes within 80 columns', () => {
    const state = events.reduce(advance, emptyState);
    const frame = render(<LoadtestView state={state} colour={false} />).lastFrame() ?? '';
    expect(frame).toMatchSnapshot();
    expect(Math.max(...frame.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('draws nothing anew for an event that changes nothing', () => {
    const state = events.reduce(advance, emptyState);
    expect(advance(state, { type: 'judging' }).progress).toBe(state.progress);
  });
});

describe('a load test without a terminal', () => {
  it('says one line a phase and none a second', () => {
    expect(events.map(describeEvent)).toEqual([
      'Waiting for http://127.0.0.1:4000 to be ready …',
      'Scenario default on http://127.0.0.1:4000: 1 route, 11 s, 1500 requests, 50 keys',
      'Phase 2/3 steady · 100/s for 4 s …',
      undefined,
    ]);
  });
});
