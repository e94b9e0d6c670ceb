import { type Calibration, calibrate } from '../../src/loadtest/baseline/calibration.js';
import { type Arm, measureBuilds } from '../../src/loadtest/baseline/compare-builds.js';
import { waitUntilReady } from '../../src/loadtest/wait-until-ready.js';
import { printable } from '../../src/platform/terminal-text.js';
import { formatMs, formatShare } from '../../src/presentation/figures.js';
import { type Column, tableLines } from '../../src/presentation/table-lines.js';
import { openProgress } from '../views/loadtest-progress.js';
import type { Invocation, Reply } from './command.js';
import type { Flags } from './flags.js';
import { givenTarget, type LoadTarget, startTarget } from './load-target.js';
import { describeRound } from './loadtest-regression.js';
import { readLoadtestFlags } from './loadtest-request.js';
import { widthOf } from './terminal.js';

const usualRounds = 24;

interface CalibrateFlags {
  readonly target: string | undefined;
  readonly allowHost: readonly string[];
  readonly rounds: number | undefined;
}

/** Rounds of one API with itself, and what they say of comparisons on this machine. */
export async function runCalibration(
  { args, host, wiring, json, dryRun }: Invocation<Flags>,
  flags: CalibrateFlags,
): Promise<Reply> {
  const { url } = readLoadtestFlags({
    target: flags.target,
    allowHost: [...flags.allowHost, ...wiring.settings().loadHosts],
    duration: undefined,
    lessons: undefined,
    uncache: [],
    threads: undefined,
    processors: wiring.processors(),
  });
  const rounds = flags.rounds ?? usualRounds;
  const scenarios = await wiring.scenarios();
  const written = await scenarios.load(args['scenario'] ?? 'default');
  if (dryRun) return planned(written.scenario.name, url, rounds);
  const scenario = await scenarios.fill(written);
  const progress = await openProgress({ host, json });
  try {
    const target =
      url === undefined
        ? await startTarget(wiring, { uncached: [], unlimited: [] }, progress.note)
        : givenTarget(wiring, url);
    try {
      const arm = await armOf(wiring, target, scenario);
      if (target.started) await waitUntilReady(arm.deps.target, host.clock, host.signal);
      const { rounds: measured, plan } = await measureBuilds(
        await wiring.roundSender(),
        { base: arm, again: arm, head: arm },
        { fewest: rounds, most: rounds, enough: () => true },
        (event) => progress.note(describeRound(event)),
        host.signal,
      );
      host.signal.throwIfAborted();
      const routes = plan.routes.map(({ route }) => route);
      return replyOf(calibrate(measured, routes), widthOf(host.stdout));
    } finally {
      await target.stop();
    }
  } finally {
    progress.close();
  }
}

async function armOf(
  wiring: Invocation<Flags>['wiring'],
  target: LoadTarget,
  scenario: Arm['input']['scenario'],
): Promise<Arm> {
  const { url, started, died, diagnosticsToken } = target;
  return {
    deps: await wiring.loadtest(target, {
      ...{ out: undefined, threads: 1 },
      verifyTls: scenario.scenario.verifyTls,
    }),
    input: {
      scenario,
      target: { url, started, died, uncached: [] },
      diagnosticsToken,
      durationSeconds: null,
      shard: null,
      startAt: null,
    },
  };
}

function planned(scenario: string, url: string | undefined, rounds: number): Reply {
  return {
    exit: 'ok',
    data: { schema: 'catops.loadtest-plan/v1', scenario, target: url ?? null, rounds },
    text: () =>
      `Would let ${url ?? 'an API of its own'} take turns with itself for ${rounds} rounds of three seconds.`,
  };
}

type Row = Calibration['routes'][number];

const columns: readonly Column<Row>[] = [
  { title: 'route', cell: ({ route }) => printable(route), cut: 'middle' },
  column('p50', 1, ({ p50Ms: { base } }) => (base === null ? '—' : formatMs(base))),
  column('false alarm', 5, ({ drawn, falseAlarms }) => shareOf(drawn, falseAlarms)),
  column('no verdict', 4, ({ drawn, unlicensed }) => shareOf(drawn, unlicensed)),
  column('+10 % found', 2, ({ drawn, found }) => shareOf(drawn, found[0]?.share ?? 0)),
  column('+25 % found', 3, ({ drawn, found }) => shareOf(drawn, found[1]?.share ?? 0)),
];

function column(title: string, priority: number, cell: (row: Row) => string): Column<Row> {
  return { title, cell, align: 'right', priority };
}

function shareOf(drawn: number, share: number): string {
  return drawn === 0 ? '—' : formatShare(share);
}

function replyOf(calibration: Calibration, width: number): Reply {
  const { comparisons, falseAlarms, withoutVerdict, rounds, routes } = calibration;
  return {
    exit: comparisons === 0 ? 'noEvidence' : 'ok',
    data: { schema: 'catops.loadtest-calibration/v1', ...calibration },
    text: () =>
      [
        ...tableLines(routes, columns, { width: Math.max(40, width), gaps: [2, 1] }),
        '',
        comparisons === 0
          ? `The ${rounds} rounds brought too few answers to compare anything.`
          : `Of ${comparisons} comparisons of the API with itself, drawn from ${rounds} rounds, ${formatShare(falseAlarms)} call a route slower and ${formatShare(withoutVerdict)} leave one without a verdict. True of this machine as it is now.`,
      ].join('\n'),
  };
}
