import type { LoadtestEvent, PhaseProgress, RouteProgress } from '../../src/loadtest/events.js';

type Planned = Extract<LoadtestEvent, { type: 'planned' }>;
type PhaseStart = Extract<LoadtestEvent, { type: 'phase-start' }>;

/** What the live view shows; grows event by event. */
export interface LiveState {
  readonly note: string;
  readonly plan: Planned | undefined;
  readonly phase: PhaseStart | undefined;
  readonly progress: PhaseProgress | undefined;
  /** Seconds of the phases before this one. */
  readonly before: number;
  /** By route, in the order of the plan. */
  readonly routes: ReadonlyMap<string, LiveRoute>;
}

/** A route as it went so far, through all phases. */
export interface LiveRoute {
  readonly errors: number;
  /** By second from the start of the load; the last one is not over yet. */
  readonly seconds: readonly LiveSecond[];
  /** Counts of the current phase, of which the next ones are the difference. */
  readonly counted: Pick<RouteProgress, 'answered' | 'errors'>;
}

export interface LiveSecond {
  readonly answered: number;
  /** Milliseconds; null when nothing was answered as expected. */
  readonly slowest: number | null;
}

export const emptyState: LiveState = {
  note: 'Starting the cat API …',
  plan: undefined,
  phase: undefined,
  progress: undefined,
  before: 0,
  routes: new Map(),
};

/** The next state; events that change nothing on the screen return the same one. */
export function advance(state: LiveState, event: LoadtestEvent): LiveState {
  switch (event.type) {
    case 'waiting':
      return { ...state, note: `Waiting for ${event.url} to be ready …` };
    case 'planned':
      return { ...state, plan: event, note: '' };
    case 'phase-start':
      return startPhase(state, event);
    case 'progress':
    case 'phase-end':
      return { ...state, progress: event, routes: routesAfter(state, event) };
    case 'probing':
      return { ...state, note: `Looking at ${event.rule} …` };
    case 'judging':
      return { ...state, note: 'Judging …' };
  }
}

const nothing = { answered: 0, errors: 0 };

function startPhase(state: LiveState, phase: PhaseStart): LiveState {
  const routes = [...state.routes].map(
    ([name, route]) => [name, { ...route, counted: nothing }] as const,
  );
  return {
    ...state,
    phase,
    progress: undefined,
    before: state.before + (state.phase?.seconds ?? 0),
    routes: new Map(routes),
  };
}

function routesAfter(state: LiveState, progress: PhaseProgress): ReadonlyMap<string, LiveRoute> {
  const second = Math.floor(state.before + progress.elapsedSeconds);
  const fresh: LiveRoute = { errors: 0, seconds: [], counted: nothing };
  return new Map(
    progress.routes.map((now) => {
      const known = state.routes.get(now.route) ?? fresh;
      const answered = now.answered - known.counted.answered;
      const seconds = [...known.seconds];
      while (seconds.length <= second) seconds.push({ answered: 0, slowest: null });
      const last = seconds[second] ?? { answered: 0, slowest: null };
      seconds[second] = {
        answered: last.answered + answered,
        slowest: greater(last.slowest, now.slowestMs),
      };
      const route: LiveRoute = {
        errors: known.errors + now.errors - known.counted.errors,
        seconds,
        counted: { answered: now.answered, errors: now.errors },
      };
      return [now.route, route] as const;
    }),
  );
}

function greater(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.max(one, other);
}
