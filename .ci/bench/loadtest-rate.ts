import { createAutocannonGenerator } from '../../src/adapters/autocannon/load-generator.ts';
import { closedPhase, planOf } from '../../src/testing/load-plans.ts';
import { type Peer, peers } from './peers.ts';
import { type BenchServer, startServer } from './processes.ts';
import { median, ratioOf, showRatio } from './statistics.ts';

const connections = 64;
const threadFile = new URL('../../dist/generator-thread.js', import.meta.url);

/** Requests a second over 64 connections on a server that does nothing, beside other load testers. */
export async function rateAgainstPeers(rounds: number, seconds: number): Promise<string[]> {
  const ours: Peer = { name: 'catops', run: (load) => runOurs(load.url, load.seconds) };
  const all = [ours, ...peers()];
  const server = await startIdle();
  const rates = new Map<string, number[]>(all.map(({ name }) => [name, []]));
  try {
    for (let round = 0; round < rounds; round += 1) {
      // In another order every time: whoever comes first meets another machine.
      for (const [place] of all.entries()) {
        const peer = all[(place + round) % all.length] as Peer;
        const { rate } = await peer.run({ url: server.url, connections, seconds, rate: null });
        rates.get(peer.name)?.push(rate);
      }
    }
  } finally {
    await server.stop();
  }
  const own = rates.get('catops') ?? [];
  return [
    `Requests a second over ${connections} kept-alive connections, as fast as a bare \`node:http\` server on the same machine answers, for ${seconds} s;`,
    `${rounds} interleaved rounds. catops does all of its accounting meanwhile: by route, second and cause. Aim: at least 0.95 of autocannon's own command line.`,
    '',
    '| | a second | catops over it |',
    '| --- | --- | --- |',
    ...[...rates].map(([name, values]) => {
      const over = name === 'catops' ? '' : showRatio(ratioOf(own, values));
      return `| ${name} | ${Math.round(median(values)).toLocaleString('en')} | ${over} |`;
    }),
  ];
}

function startIdle(): Promise<BenchServer> {
  return startServer('.ci/bench/faulty-server.mjs', { BENCH_FAULT: 'idle' }, (pid) => pid);
}

async function runOurs(url: string, seconds: number) {
  const generator = createAutocannonGenerator({ threadFile });
  const plan = planOf(url, [closedPhase(connections, seconds)]);
  const { signal } = new AbortController();
  const { phases, crashed } = await generator.run(plan, () => undefined, signal);
  const [phase] = phases;
  if (!phase) throw new Error(`nothing was measured: ${crashed}`);
  return { rate: phase.answered / phase.seconds, p50: null, p90: null, p99: null };
}
