// How often a build is called slower than itself, and how often one is found that is. Each comparison
// is a whole one, as `catops loadtest --baseline` makes it, on servers that were started for it.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createAutocannonGenerator } from '../../src/adapters/autocannon/load-generator.ts';
import { createRoundSender } from '../../src/adapters/autocannon/round-sender.ts';
import { createBurstSender } from '../../src/adapters/target/burst-sender.ts';
import { createTargetReader } from '../../src/adapters/target/target-reader.ts';
import { parseScenario } from '../../src/adapters/yaml/parse-scenario.ts';
import {
  type Arm,
  measureBuilds,
  untilLicensed,
} from '../../src/loadtest/baseline/compare-builds.ts';
import { type Decision, decide, roundsSent } from '../../src/loadtest/baseline/decide.ts';
import { timesOf } from '../../src/loadtest/baseline/judge-rounds.ts';
import { systemClock } from '../../src/platform/node-host.ts';

const threadFile = new URL('../../dist/generator-thread.js', import.meta.url);
const route = 'GET /work';
const baseUs = 1000;
const scenario = parseScenario(
  JSON.stringify({
    name: 'work',
    routes: { [route]: null },
    phases: [{ name: 'unused', rate: '1/s', for: '1s' }],
    coverage: { minimum: 0 },
  }),
  'work',
);

interface CostServer {
  readonly url: string;
  readonly stepsPerMs: number;
  stop(): Promise<void>;
}

/** A table of what was decided, by how much slower the head was. */
export async function regressions(counts: Readonly<Record<number, number>>): Promise<string[]> {
  const rows: string[] = [];
  for (const [change, count] of Object.entries(counts)) {
    const decisions: Decision[] = [];
    for (let index = 0; index < count; index++) {
      decisions.push(await compareOnce(Number(change)));
      console.error(`  +${change} % ${index + 1}/${count}: ${JSON.stringify(decisions.at(-1))}`);
    }
    const of = (difference: Decision['difference']) =>
      decisions.filter((each) => each.difference === difference).length;
    const ratios = decisions.flatMap(({ ratio }) => ratio ?? []).sort((a, b) => a - b);
    const spread = [ratios[0], ratios.at(-1)].map((ratio) => ratio?.toFixed(2)).join('–');
    rows.push(
      `| ${change === '0' ? 'the same build' : `+${change} %`} | ${count} | ${of('slower')} | ${of('a-little-slower')} | ${of('none') + of('faster')} | ${of('unlicensed') + of('unknown')} | ${spread} |`,
    );
  }
  return [
    `Servers that spend ${baseUs} µs of CPU on a request, the base twice and a head that spends more; ${roundsSent} rounds of a second each, in turn. A comparison is one of \`catops loadtest --baseline\`.`,
    '',
    '| Head | comparisons | called slower | a little slower | no difference shown | no verdict | ratio |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    'Aims: of 40 comparisons of a build with itself at most one calls it slower; of 20 with +25 % at least 19.',
  ];
}

async function compareOnce(changePercent: number): Promise<Decision> {
  const base = await startCost(baseUs);
  const again = await startCost(baseUs, base.stepsPerMs);
  const head = await startCost(baseUs * (1 + changePercent / 100), base.stepsPerMs);
  try {
    const arms = { base: armOf(base.url), again: armOf(again.url), head: armOf(head.url) };
    const sender = createRoundSender({ threadFile });
    const signal = new AbortController().signal;
    const { rounds } = await measureBuilds(sender, arms, untilLicensed([route]), () => {}, signal);
    return decide(timesOf(rounds, route));
  } finally {
    await Promise.all([base, again, head].map((server) => server.stop()));
  }
}

function armOf(url: string): Arm {
  const target = createTargetReader({ fetch: globalThis.fetch, url });
  return {
    deps: {
      clock: systemClock,
      generator: createAutocannonGenerator({ threadFile }),
      keys: { issue: async () => [] },
      target,
      metrics: null,
      burst: createBurstSender({ url }),
      compare: null,
      keep: null,
    },
    input: {
      scenario,
      target: { url, started: false, died: () => null, uncached: [] },
      diagnosticsToken: null,
      durationSeconds: null,
      shard: null,
      startAt: null,
    },
  };
}

async function startCost(us: number, stepsPerMs?: number): Promise<CostServer> {
  const child = fork(new URL('cost-server.mjs', import.meta.url), {
    env: {
      ...process.env,
      COST_US: String(us),
      ...(stepsPerMs === undefined ? {} : { STEPS_PER_MS: String(stepsPerMs) }),
    },
    execArgv: [],
  });
  const [said] = (await once(child, 'message')) as [{ url: string; stepsPerMs: number }];
  const stop = async () => {
    child.send('stop');
    await once(child, 'exit');
  };
  return { ...said, stop };
}
