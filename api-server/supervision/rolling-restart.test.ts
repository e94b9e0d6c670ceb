import { expect, it } from 'vitest';
import { CatopsError } from '../../src/platform/errors.js';
import { ReleaseUnfit } from '../failures/release-unfit.js';
import { notedFailures } from '../testing/noted-failures.js';
import type { ReleasePlace } from './release-place.js';
import { RestartRequests } from './restart-requests.js';
import { RollingRestart } from './rolling-restart.js';
import type { WorkerPool } from './worker-pool.js';

const place = (version: string): ReleasePlace => ({ directory: `/releases/${version}`, version });
type Roll = WorkerPool['roll'];
const putBackOf = (replaced: number) => ({ due: replaced, replaced, failure: undefined });

/** A restart of two processes, and all that it says. */
function prepared(roll: Roll, { latest = 'one', ...rest }: Partial<Behaviour> = {}) {
  const { resize = async () => {}, adopt = async () => {}, prepare = async () => {} } = rest;
  const { check = () => {}, settled = async () => {}, forMs = 0 } = rest;
  const { follow = () => new AbortController().signal, putBack = async () => putBackOf(0) } = rest;
  const told: unknown[] = [];
  const events: string[] = [];
  const stop = new AbortController();
  const restarts = new RestartRequests();
  let serves = place('one');
  const restart = new RollingRestart({
    pools: [...(rest.jobs ?? []), { what: 'API process', size: 2, roll, putBack }],
    scaled: { size: 2, resize },
    serving: {
      get place() {
        return serves;
      },
      use(release) {
        serves = release;
      },
      latest: () => place(latest),
      adopt,
    },
    prepare,
    watch: () => ({ check, follow, settled, forMs }),
    restarts,
    journal: {
      record: ({ severity, message, version, requestId }) =>
        void events.push(`${severity} ${version} ${requestId}: ${message}`),
    },
    log: { info: (event) => void told.push(event), error: () => {} },
    failures: notedFailures((event, fields) => void told.push([event, fields])),
    tell: ({ type }) => void told.push(type),
    stop: stop.signal,
  });
  const whenAsked = restart.whenAsked();
  const end = async () => {
    stop.abort();
    await whenAsked;
  };
  return { told, events, stop, restarts, restart, whenAsked, end, version: () => serves.version };
}

interface Behaviour {
  readonly latest: string;
  readonly resize: () => Promise<void>;
  readonly adopt: () => Promise<void>;
  readonly prepare: () => Promise<void>;
  readonly check: () => void;
  readonly follow: (over: AbortSignal) => AbortSignal;
  readonly putBack: WorkerPool['putBack'];
  /** Those that come before the API on the way to a release. */
  readonly jobs: readonly Pick<WorkerPool, 'roll' | 'putBack' | 'size' | 'what'>[];
  readonly settled: (signal: AbortSignal) => Promise<void>;
  readonly forMs: number;
}

it('does one more for all that were asked for while one was under way', async () => {
  let rolls = 0;
  const { restart, restarts, stop, whenAsked } = prepared(async () => {
    rolls += 1;
    if (rolls === 1) for (let time = 0; time < 10; time += 1) restarts.ask();
    else stop.abort();
  });
  restarts.ask();
  await whenAsked;
  const state = { isUnderWay: false, isAborting: false, done: 2, givenUp: 0 };
  expect([rolls, restart.state]).toEqual([2, state]);
});

it('gives up with the reason, and does the next all the same', async () => {
  const reason = new Error('It does not start.');
  let rolls = 0;
  const { told, restart, restarts, end } = prepared(async () => {
    rolls += 1;
    if (rolls === 2) return;
    restarts.ask();
    throw reason;
  });
  restarts.ask();
  await expect.poll(() => restart.state.done).toBe(1);
  await end();
  expect(told).toEqual([
    'restart-begun',
    ['restart-given-up', { error: reason, replaced: 0, kept: 2 }],
    'restart-given-up',
    ...['restart-begun', 'restart-done', 'restarted'],
  ]);
  expect(restart.state.givenUp).toBe(1);
});

it('starts a release, and has the next start take it only when all processes are of it', async () => {
  const steps: string[] = [];
  const { events, restart, restarts, end, version } = prepared(
    async (onReplaced) => {
      onReplaced({ pid: 3, oldPid: 1 });
      onReplaced({ pid: 4, oldPid: 2 });
      steps.push('all replaced');
    },
    { adopt: async () => void steps.push('adopted') },
  );
  expect(restarts.askFor({ kind: 'deploy', id: 'r-1', release: place('two') })).toBe(true);
  expect(restarts.askFor({ kind: 'scale', id: 'r-2', min: 3, max: 3 })).toBe(false);
  await expect.poll(() => restart.state.done).toBe(1);
  await end();
  expect([steps, version()]).toEqual([['all replaced', 'adopted'], 'two']);
  expect(events).toEqual([
    'info two r-1: Environment update is starting: two.',
    'info two r-1: Replaced API process 1 by 3 (1 of 2).',
    'info two r-1: Replaced API process 2 by 4 (2 of 2).',
    'info two r-1: Environment update completed successfully.',
  ]);
});

it('puts back what was replaced when a release fails, and says both', async () => {
  const due: boolean[] = [];
  const worker = { pid: 1, send() {}, kill() {} };
  const { events, restart, restarts, end, version } = prepared(
    async (onReplaced) => {
      onReplaced({ pid: 3, oldPid: 1 });
      throw new Error('It does not start.');
    },
    {
      putBack: async (isDue) => {
        for (const name of ['one', 'two']) due.push(isDue({ ...worker, release: place(name) }));
        return putBackOf(1);
      },
    },
  );
  restarts.askFor({ kind: 'deploy', id: 'r-1', release: place('two') });
  await expect.poll(() => events.at(-1)).toMatch(/reverted/);
  await end();
  expect([due, version(), restart.state.givenUp]).toEqual([[false, true], 'one', 1]);
  expect(events.slice(-2)).toEqual([
    'error two r-1: Failed to deploy application: It does not start. 1 of 2 processes were replaced.',
    'warn one r-1: The environment was reverted to the previous configuration: one.',
  ]);
});

it('takes back a release that answers wrongly after the switch, and never makes it the next one', async () => {
  const adopted: string[] = [];
  const { events, restart, restarts, end, version } = prepared(async () => {}, {
    forMs: 10_000,
    settled: async () => {
      throw new ReleaseUnfit('It answers wrongly.');
    },
    adopt: async () => void adopted.push('two'),
  });
  restarts.askFor({ kind: 'deploy', id: 'r-1', release: place('two') });
  await expect.poll(() => events.at(-1)).toMatch(/reverted/);
  await end();
  expect([adopted, version(), restart.state.givenUp]).toEqual([[], 'one', 1]);
  expect(events.slice(1, 3)).toEqual([
    'info two r-1: All are replaced; what they answer is watched for 10 s.',
    'error two r-1: Failed to deploy application: It answers wrongly. 0 of 2 processes were replaced.',
  ]);
});

it('replaces no more processes by a release of which the first answers wrongly', async () => {
  let asked = 0;
  const { events, restarts, end } = prepared(
    async (onReplaced) => {
      for (const [pid, oldPid] of [
        [3, 1],
        [4, 2],
      ] as const)
        onReplaced({ pid, oldPid });
    },
    {
      check: () => {
        asked += 1;
        throw new ReleaseUnfit('It answers wrongly.');
      },
    },
  );
  restarts.askFor({ kind: 'deploy', id: 'r-1', release: place('two') });
  await expect.poll(() => events.at(-1)).toMatch(/reverted/);
  await end();
  expect(asked).toBe(1);
  expect(events).toContain(
    'error two r-1: Failed to deploy application: It answers wrongly. 1 of 2 processes were replaced.',
  );
});

it('breaks off while an old process still leaves, and puts the API back first', async () => {
  const putBack: string[] = [];
  const unfit = new AbortController();
  const looks: AbortSignal[] = [];
  const { events, restarts, end, version } = prepared(
    async (_, signal) => {
      const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
      unfit.abort(new ReleaseUnfit('It answers wrongly.'));
      await aborted;
    },
    {
      follow: (over) => {
        looks.push(over);
        return unfit.signal;
      },
      putBack: async () => putBackOf(putBack.push('API process')),
      jobs: [
        {
          ...{ what: 'job process', size: 1, roll: async () => {} },
          putBack: async () => putBackOf(putBack.push('job process')),
        },
      ],
    },
  );
  restarts.askFor({ kind: 'deploy', id: 'r-1', release: place('two') });
  await expect.poll(() => events.at(-1)).toMatch(/reverted/);
  await end();
  expect([putBack, version()]).toEqual([['API process', 'job process'], 'one']);
  expect(looks.map(({ aborted }) => aborted)).toEqual([true]);
});

it('stops watching when everything is stopped, and does not take the release for good', async () => {
  const adopted: string[] = [];
  const { restarts, stop, whenAsked } = prepared(async () => {}, {
    settled: async (signal) => {
      stop.abort(new Error('Stopped.'));
      signal.throwIfAborted();
    },
    adopt: async () => void adopted.push('two'),
  });
  restarts.askFor({ kind: 'deploy', id: 'r-1', release: place('two') });
  await whenAsked;
  expect(adopted).toEqual([]);
});

it('replaces nobody by a release that cannot run on the database', async () => {
  const replaced: unknown[] = [];
  const { events, restart, restarts, end, version } = prepared(
    async (onReplaced) => void replaced.push(onReplaced),
    {
      prepare: async () => {
        throw new CatopsError('format-too-new', 'The database is newer.');
      },
    },
  );
  restarts.askFor({ kind: 'deploy', id: 'r-1', release: place('two') });
  await expect.poll(() => restart.state.isUnderWay || restart.state.givenUp === 0).toBe(false);
  await end();
  expect([replaced, version()]).toEqual([[], 'one']);
  expect(events).toContain(
    'error two r-1: Failed to deploy application: The database is newer. 0 of 2 processes were replaced.',
  );
});

it('takes back a release that somebody aborts', async () => {
  const { events, restart, restarts, end, version } = prepared(async (_, signal) => {
    expect(restart.abort()).toBe(true);
    expect(restart.state).toMatchObject({ isUnderWay: true, isAborting: true });
    signal.throwIfAborted();
  });
  expect(restart.abort()).toBe(false);
  restarts.askFor({ kind: 'deploy', id: 'r-1', release: place('two') });
  await expect.poll(() => events.at(-1)).toMatch(/reverted/);
  await end();
  expect(version()).toBe('one');
});

it('says when the release before cannot be started either', async () => {
  const failure = new Error('Nothing starts.');
  const fails = async () => {
    throw failure;
  };
  const putBack = async () => ({ due: 2, replaced: 0, failure });
  const { events, restarts, end } = prepared(fails, { latest: 'two', putBack });
  restarts.ask();
  await expect
    .poll(() => events.at(-1))
    .toBe('fatal one null: The release before cannot be started either: Nothing starts.');
  await end();
});

it('puts the job processes back although one of the API cannot be, and says how many of all are', async () => {
  const failure = new Error('No memory.');
  const { events, told, restarts, end } = prepared(
    async () => {
      throw new ReleaseUnfit('It answers wrongly.');
    },
    {
      putBack: async () => ({ due: 2, replaced: 1, failure }),
      jobs: [
        { what: 'job process', size: 2, roll: async () => {}, putBack: async () => putBackOf(2) },
      ],
    },
  );
  restarts.askFor({ kind: 'deploy', id: 'r-1', release: place('two') });
  await expect.poll(() => events.at(-1)).toMatch(/^fatal/);
  await end();
  expect(events.at(-1)).toBe(
    'fatal one r-1: 3 of 4 processes were put back, the others stay on the release that failed: No memory.',
  );
  expect(told).toContainEqual(['not-put-back', { error: failure, replaced: 3, due: 4 }]);
});

it('puts the job processes back as soon as each of the API was tried once', async () => {
  const did: string[] = [];
  let jobsAreBack: () => void = () => {};
  const jobsBack = new Promise<void>((resolve) => {
    jobsAreBack = resolve;
  });
  const { events, restarts, end } = prepared(
    async () => {
      throw new ReleaseUnfit('It answers wrongly.');
    },
    {
      putBack: async (_due, _signal, onTried) => {
        did.push('API');
        await new Promise((resolve) => setTimeout(resolve, 20));
        did.push('API tried');
        onTried?.();
        await jobsBack;
        return putBackOf(1);
      },
      jobs: [
        {
          ...{ what: 'job process', size: 1, roll: async () => {} },
          putBack: async () => {
            did.push('jobs');
            jobsAreBack();
            return putBackOf(1);
          },
        },
      ],
    },
  );
  restarts.askFor({ kind: 'deploy', id: 'r-1', release: place('two') });
  await expect.poll(() => events.at(-1)).toMatch(/reverted/);
  await end();
  expect(did).toEqual(['API', 'API tried', 'jobs']);
});

it('changes how many processes there are, and says when it cannot', async () => {
  let fails = false;
  const { events, restart, restarts, end } = prepared(async () => {}, {
    resize: async () => {
      if (fails) throw new CatopsError('server-start-failed', 'No memory.');
    },
  });
  restarts.askFor({ kind: 'scale', id: 'r-1', min: 3, max: 5 });
  await expect.poll(() => events.length).toBe(2);
  fails = true;
  restarts.askFor({ kind: 'scale', id: 'r-2', min: 4, max: 9 });
  await expect.poll(() => events.length).toBe(4);
  await end();
  expect(restart.capacity.max).toBe(5);
  expect(events).toEqual([
    'info one r-1: Environment update is starting: API processes 3, at most 5 (were 2).',
    'info one r-1: Environment update completed successfully: API processes 3, at most 5.',
    'info one r-2: Environment update is starting: API processes 4, at most 9 (were 2).',
    'error one r-2: Failed to deploy configuration: No memory.',
  ]);
});
