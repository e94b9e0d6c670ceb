import type {
  Change,
  EnvironmentEvent,
  EnvironmentStatus,
  Environments,
  Release,
} from '../environments/ports.js';
import type { Clock } from '../platform/host.js';
import { environmentStatus } from './environment-looks.js';

/** What happens at a time after the first update, seconds. */
export interface ScriptStep {
  readonly at: number;
  readonly status?: Partial<EnvironmentStatus>;
  readonly event?: EnvironmentEvent;
  /** From now on every look throws it; null ends that. */
  readonly fault?: Error | null;
}

/** An environment whose story is written down; it runs from the first update on. */
export interface ScriptedEnvironments extends Environments {
  readonly updates: readonly Change[];
  readonly aborts: readonly string[];
  readonly looks: readonly number[];
}

/** An environment that does as the script says, whatever it is told. */
export function scriptedEnvironments(
  clock: Clock,
  given: {
    readonly before?: Partial<EnvironmentStatus>;
    readonly earlier?: readonly EnvironmentEvent[];
    readonly script: readonly ScriptStep[];
    readonly releases?: readonly Release[];
    /** What the update answers; the request is `r-1` when not given. */
    readonly update?: () => Promise<{ readonly requestId: string | null }>;
  },
): ScriptedEnvironments {
  const updates: Change[] = [];
  const aborts: string[] = [];
  const looks: number[] = [];
  let since: number | null = null;
  const passed = () => {
    const start = since;
    if (start === null) return [];
    return given.script.filter(({ at }) => clock.monotonic() - start >= at * 1000);
  };
  const check = () => {
    const fault = passed().findLast((step) => step.fault !== undefined)?.fault;
    if (fault) throw fault;
  };
  const status = () => {
    const changes = [given.before ?? {}, ...passed().map((step) => step.status ?? {})];
    return environmentStatus(Object.assign({}, ...changes));
  };
  return {
    name: 'a script',
    updates,
    aborts,
    looks,
    list: async () => [status()],
    status: async () => {
      looks.push(clock.monotonic());
      check();
      return status();
    },
    events: async (_name, from) => {
      check();
      const happened = passed().flatMap(({ event }) => event ?? []);
      return [...(given.earlier ?? []), ...happened].filter(({ at }) => at >= from);
    },
    releases: async () => given.releases ?? [],
    update: async (_name, change) => {
      updates.push(change);
      since ??= clock.monotonic();
      return given.update ? given.update() : { requestId: 'r-1' };
    },
    abort: async (name) => {
      aborts.push(name);
      since ??= clock.monotonic();
    },
    publish: async () => {},
    requests: async (step) => [
      {
        target: 'a script',
        does: step.kind,
        method: 'POST',
        url: 'https://vendor.example/',
        body: step,
      },
    ],
  };
}
