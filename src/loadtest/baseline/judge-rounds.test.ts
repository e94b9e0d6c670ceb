import { expect, it } from 'vitest';
import { measuredPhase, measuredRoute, mergeListed } from '../../testing/measurements.js';
import type { LoadPlan } from '../load-plan.js';
import type { RouteMeasurement } from '../ports.js';
import { type Arm, compareBuilds } from './compare-builds.js';
import { roundsSent } from './decide.js';
import { judgeRounds } from './judge-rounds.js';
import { type Arms, armNames, type RoundSender } from './ports.js';
import { type Rounds, sendRounds } from './send-rounds.js';

const route = 'GET /v1/breeds';
const arm = (ms: number, changes: Partial<RouteMeasurement> = {}, answers = 100) =>
  Array.from({ length: roundsSent }, (_, index) =>
    // The machine is quiet in one round of three.
    measuredPhase('round', [
      measuredRoute(route, answers, { ms: index % 3 === 0 ? ms : ms * 1.8, ...changes }),
    ]),
  );
const judged = (head: Rounds['head'], again = arm(1)) =>
  judgeRounds({ base: arm(1), again, head }, [route], mergeListed);

it('shows no difference of a build from itself, and says what it would have shown', () => {
  const [counts, time] = judged(arm(1));
  expect([counts?.outcome, time?.outcome]).toEqual(['pass', 'pass']);
  expect(time?.message).toMatch(
    /^GET \/v1\/breeds: no difference shown, p50 1 ms against 1 ms \(±0 %\)\. These rounds would show \+10 % in .* % and \+25 % in (9\d\.\d|100) % of such comparisons\.$/,
  );
});

it('fails for a head that is a quarter slower', () => {
  const [, time] = judged(arm(1.25));
  expect(time).toMatchObject({
    rule: 'regression',
    route,
    outcome: 'fail',
    limit: 'p50 at most 10 % over the base',
    observed: '+25 %',
    message: expect.stringContaining('takes p50 1.25 ms against 1 ms (+25 %) in the quietest'),
  });
});

it('warns of what is slower by less than the gate', () => {
  expect(judged(arm(1.08))[1]).toMatchObject({ outcome: 'warn', observed: '+8 %' });
  expect(judged(arm(0.8))[1]).toMatchObject({ outcome: 'pass', observed: '−20 %' });
});

it('fails for one more query, at any speed, and where times show nothing', () => {
  const [counts, time] = judged(arm(1, { queries: 100, cacheServed: 0 }), arm(1.3));
  expect(counts).toMatchObject({
    outcome: 'fail',
    observed: 'queries a request 1.00, base 0.00, cache hits 0 %, base 100 %',
  });
  expect(time?.outcome).toBe('undecided');
  expect(time?.message).toContain('the base measured twice differs by +30 %');
});

it('decides nothing by a base that answers nothing as expected, and says what it answers', () => {
  const ill = arm(0.2, { expected: 0, statuses: { 500: 100 } });
  const checks = judgeRounds({ base: ill, again: ill, head: arm(1) }, [route], mergeListed);
  const answers = 2 * roundsSent * 100;
  expect(checks).toMatchObject([
    {
      ...{ rule: 'regression', route: null, outcome: 'undecided' },
      message: `The builds were not compared: the base answered none of ${answers} requests as expected: ${answers} × 500.`,
    },
  ]);
});

it('decides nothing of a route that the base answers never as expected, and decides the others', () => {
  const keyed = 'GET /v1/votes';
  const both = (open: number, needsKey: RouteMeasurement) =>
    Array.from({ length: roundsSent }, () =>
      measuredPhase('round', [measuredRoute(route, 100, { ms: open }), needsKey]),
    );
  const refused = measuredRoute(keyed, 100, { ms: 0.3, expected: 0, statuses: { 401: 100 } });
  const [base, head] = [both(1, refused), both(1.25, measuredRoute(keyed, 100, { queries: 100 }))];
  const checks = judgeRounds({ base, again: base, head }, [route, keyed], mergeListed);
  const answers = 2 * roundsSent * 100;
  expect(checks.map((check) => [check.route, check.outcome])).toEqual([
    [route, 'pass'],
    [route, 'fail'],
    [keyed, 'undecided'],
  ]);
  expect(checks.at(-1)?.message).toBe(
    `GET /v1/votes was not compared: the base answered none of ${answers} requests as expected: ${answers} × 401.`,
  );
});

it('decides nothing where a round brings too few answers', () => {
  const [counts, time] = judgeRounds(
    { base: arm(1, {}, 10), again: arm(1, {}, 10), head: arm(2, {}, 10) },
    [route],
    mergeListed,
  );
  expect([counts?.outcome, time?.outcome]).toEqual(['pass', 'undecided']);
  expect(time?.message).toContain('only 0 rounds brought 20 answers');
});

// What was sent, in order, as `arm:phase`.
function noting(sent: string[], onRun: () => void = () => undefined): RoundSender {
  return {
    open: async ({ url }) => ({
      run: async (index) => {
        sent.push(`${url}:${index}`);
        onRun();
        return measuredPhase('round', []);
      },
      close: async () => void sent.push(`${url}:closed`),
    }),
  };
}
const plans = Object.fromEntries(
  armNames.map((name) => [name, { url: name }]),
) as unknown as Arms<LoadPlan>;

it('leaves the verdict on the load where the builds could not be compared', async () => {
  const dead: RoundSender = { open: () => Promise.reject(new Error('it ended before its plan')) };
  const refused = { input: { scenario: { scenario: { routes: [] } } } } as unknown as Arm;
  const arms = { base: refused, again: refused, head: refused };
  const compare = (signal: AbortSignal) => compareBuilds(dead, arms, () => undefined, signal);
  expect(await compare(new AbortController().signal)).toMatchObject([
    {
      rule: 'regression',
      outcome: 'undecided',
      message: expect.stringMatching(/^The builds were not compared: .*[^.]\.$/),
    },
  ]);
  expect(await compare(AbortSignal.abort())).toEqual([]);
});

const exactly = (count: number) => ({ fewest: count, most: count, enough: () => true });

it('adds rounds while the base does not agree with itself, and no more than there may be', async () => {
  const { signal } = new AbortController();
  const sentUntil = async (enoughAt: number) => {
    const enough = ({ base }: Rounds) => base.length >= enoughAt;
    const count = { fewest: 2, most: 5, enough };
    return (await sendRounds(noting([]), plans, count, () => undefined, signal)).head.length;
  };
  expect(await Promise.all([1, 2, 4, 9].map(sentUntil))).toEqual([2, 2, 4, 5]);
});

it('lets the arms take turns in all six orders', async () => {
  const sent: string[] = [];
  const { signal } = new AbortController();
  const rounds = await sendRounds(noting(sent), plans, exactly(6), () => undefined, signal);
  expect(sent.slice(0, 3)).toEqual(['base:0', 'again:0', 'head:0']);
  const orders = Array.from({ length: 6 }, (_, index) => sent.slice(3 + index * 3, 6 + index * 3));
  expect(new Set(orders.map(String)).size).toBe(6);
  for (const order of orders) expect([...order].sort()).toEqual(['again:1', 'base:1', 'head:1']);
  expect(sent.slice(-3).sort()).toEqual(['again:closed', 'base:closed', 'head:closed']);
  expect(armNames.map((name) => rounds[name].length)).toEqual([6, 6, 6]);
});

it('stopped, it keeps whole rounds only, and closes what it opened', async () => {
  const sent: string[] = [];
  const stopping = new AbortController();
  const stopAt = () => sent.length === 8 && stopping.abort();
  const rounds = await sendRounds(
    noting(sent, stopAt),
    plans,
    exactly(6),
    () => undefined,
    stopping.signal,
  );
  expect(armNames.map((name) => rounds[name].length)).toEqual([1, 1, 1]);
  expect(sent.filter((each) => each.endsWith(':closed'))).toHaveLength(3);
});
