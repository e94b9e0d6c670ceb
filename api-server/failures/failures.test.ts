import { expect, it } from 'vitest';
import { CatopsError } from '../../src/platform/errors.js';
import { leaksIn } from '../../src/testing/secret-canary.js';
import { createLineLog } from '../infra/log.js';
import { Overloaded } from './cause.js';
import { blamed, type Dependency } from './dependency.js';
import { Failures } from './failures.js';
import { ProcessEnded } from './process-ended.js';
import { ToldFailure } from './told-failure.js';

function started() {
  const lines: Record<string, unknown>[] = [];
  const time = { now: 0 };
  let wake = () => {};
  const clock = {
    now: () => Date.UTC(2026, 10, 29),
    monotonic: () => time.now,
    sleep: (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        wake = resolve;
        signal?.addEventListener('abort', () => reject(signal.reason));
      }),
  };
  const write = (line: string) => lines.push(JSON.parse(line));
  const log = createLineLog({ write }, clock);
  const failures = new Failures({ log, clock, release: '1.2.3+abc' });
  const minuteEnds = async () => {
    time.now += 60_000;
    wake();
    await Promise.resolve();
  };
  return { failures, lines, time, minuteEnds };
}

const from = (dependency: Dependency, code: string) =>
  blamed(Object.assign(new Error('a message'), { code }), dependency);

it.each<[unknown, string, string | undefined, string]>([
  [from('database', 'SQLITE_FULL'), 'database', 'database', 'The database: its disk is full.'],
  [
    from('database-primary', 'ECONNREFUSED'),
    ...(['database', 'database-primary', 'The primary database: nobody listens there.'] as const),
  ],
  [
    from('queue', 'SQLITE_ERROR'),
    'queue',
    'queue',
    'The queue of jobs: a table or column is not there; run catops db migrate.',
  ],
  [
    from('objects', 'EACCES'),
    'vendor',
    'objects',
    'The object storage: this user may not read or write there.',
  ],
  [from('redis', 'X_NEW'), 'cache', 'redis', 'Redis: X_NEW.'],
  [
    new Error('it failed', { cause: from('mail', 'ENOSPC') }),
    'vendor',
    'mail',
    'The outbox for mail: that disk is full.',
  ],
  [
    blamed(new ToldFailure('it answered 403: AccessDenied'), 'objects'),
    ...(['vendor', 'objects'] as const),
    'The object storage: it answered 403: AccessDenied.',
  ],
  [new Overloaded('Too many wait.'), 'overload', undefined, 'Overload: Too many wait.'],
  [new TypeError('x is not a function'), 'code', undefined, 'A defect in our own code.'],
  [new Error('anything'), 'code', undefined, 'A defect in our own code.'],
  ['a text', 'code', undefined, 'A defect in our own code.'],
  [
    from('database', 'SQLITE_CONSTRAINT_UNIQUE'),
    ...(['code', 'database'] as const),
    'A defect in our own code: the database refuses what it was asked.',
  ],
  [new CatopsError('config-invalid', 'CATOPS_X is odd.'), 'code', undefined, 'CATOPS_X is odd.'],
  [
    new ProcessEnded('API process', 'exit code 1', 'It is started again.'),
    'code',
    undefined,
    'The API process ended (exit code 1). It is started again.',
  ],
  [
    new ProcessEnded('API process', 'SIGKILL', 'It is started again.'),
    ...(['overload', undefined] as const),
    'The API process ended (SIGKILL): somebody did it, or the kernel, because memory ran out. It is started again.',
  ],
])('says whose part it was, and what is ill: %s', (error, cause, dependency, says) => {
  const { failures, lines } = started();
  expect(failures.note('request-failed', error, { route: 'GET /', durationMs: 3 })).toBe(cause);
  expect(lines).toHaveLength(1);
  const [line = {}] = lines;
  expect(line).toMatchObject({ level: 'error', event: 'request-failed', cause, says });
  expect(line).toMatchObject({ route: 'GET /', durationMs: 3, release: '1.2.3+abc' });
  expect([line['dependency'], line['fingerprint']]).toEqual([
    dependency,
    expect.stringMatching(/^[0-9a-f]{12}$/),
  ]);
});

it('says the stack with the first of a minute, ten of a flood, and how many were left out', async () => {
  const { failures, lines, minuteEnds } = started();
  for (let at = 0; at < 1000; at += 1) failures.note('request-failed', from('objects', 'EIO'));
  expect(lines).toHaveLength(10);
  expect(lines.map(({ stack }) => Array.isArray(stack))).toEqual([true, ...Array(9).fill(false)]);
  await minuteEnds();
  const kind = lines[0]?.['fingerprint'];
  const summary = { event: 'failures-left-out', of: 'request-failed', leftOut: 990 };
  expect(lines.slice(10)).toMatchObject([{ ...summary, fingerprint: kind, cause: 'vendor' }]);
  failures.note('request-failed', from('objects', 'EIO'));
  expect(lines.at(-1)).toMatchObject({ fingerprint: kind, stack: expect.any(Array) });
  expect(failures.counts).toEqual([
    { event: 'request-failed', cause: 'vendor', dependency: 'objects', count: 1001 },
  ]);
});

it('says what was left out also when the minute has no end, and when the process ends', () => {
  const { failures, lines, time } = started();
  const flood = () => {
    for (let at = 0; at < 15; at += 1) failures.note('x', from('mail', 'EIO'));
  };
  flood();
  time.now = 90_000;
  flood();
  failures.close();
  const left = lines.filter(({ event }) => event === 'failures-left-out');
  expect(left.map(({ leftOut }) => leftOut)).toEqual([5, 5]);
});

it('knows a kind of failure again whatever it is about, and tells kinds apart', () => {
  const { failures, lines } = started();
  const defect = (text: string) => new TypeError(text);
  failures.note('a', defect('cat 1'));
  failures.note('a', defect('cat 2'));
  failures.note('a', from('database', 'EPIPE'));
  failures.note('a', from('database', 'ECONNRESET'));
  failures.note('a', from('database', 'ECONNRESET'), { route: 'GET /' });
  const prints = lines.map(({ fingerprint }) => fingerprint);
  expect(prints[0]).toBe(prints[1]);
  expect(new Set(prints).size).toBe(4);
});

it('tells nothing of what an error says, which may be what a client sent', () => {
  const { failures, lines } = started();
  const canary = 'c4nary@example.com';
  const cause = Object.assign(new Error(canary), { sql: canary, path: `/${canary}` });
  failures.note('a', new Error(canary, { cause: blamed(cause, 'database') }));
  failures.note('a', new TypeError(`${canary}\nat ${canary}`, { cause }));
  failures.note('a', canary);
  expect(lines).toHaveLength(3);
  expect(leaksIn(lines, [canary])).toEqual([]);
});
