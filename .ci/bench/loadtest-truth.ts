import { mergeDistributions } from '../../src/adapters/autocannon/histogram.ts';
import { createAutocannonGenerator } from '../../src/adapters/autocannon/load-generator.ts';
import type { LoadEvent } from '../../src/loadtest/events.ts';
import { steadyRate } from '../../src/loadtest/rate.ts';
import { checkValidity } from '../../src/loadtest/validity.ts';
import { openPhase, planOf } from '../../src/testing/load-plans.ts';
import { type PeerReport, peers } from './peers.ts';
import { startServer } from './processes.ts';
import { type Times, trueTimes } from './true-times.ts';

const threadFile = new URL('../../dist/generator-thread.js', import.meta.url);
const faults = {
  none: 'healthy',
  freeze: 'freezes 1 s in every 5',
  close: 'closes after 1 answer in 20',
  reset: 'resets 1 connection in 20',
  drop: 'drops 1 request in 20',
} as const;
type Fault = keyof typeof faults;

/**
 * What catops says of servers that are ill, beside a sender that does nothing but send on time and
 * wait: both at once, so that they meet the same illness. `seconds` is a multiple of the illness.
 */
export async function latencyTruth(rates: readonly number[], seconds: number): Promise<string[]> {
  const rows: string[] = [];
  for (const fault of Object.keys(faults) as Fault[]) {
    for (const rate of rates) rows.push(await compare(fault, rate, seconds));
  }
  return [
    `Requests answered after 5 ms (16 in 20), 25 ms (3) or 80 ms (1), each rate for ${seconds} s; the truth is a sender of its own that times`,
    'every request from when it was due, at the same time on the same server. Milliseconds: p50 / p90 / p99, and how many requests',
    'failed. Aim: p90 and p99 within 10 %, p50 within 1 ms, up to 200 a second; where times are void the run has no verdict (exit 11),',
    'and so it is at more than 500 a second from one thread.',
    '',
    '| Server | a second | truth | catops | p90, p99 off by | p50 off by, ms | times |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    ...(await askPeers(seconds)),
  ];
}

async function compare(fault: Fault, rate: number, seconds: number): Promise<string> {
  const server = await startServer('.ci/bench/faulty-server.mjs', { BENCH_FAULT: fault }, (p) => p);
  try {
    let truth: Promise<Times> | undefined;
    const [ours, doubts] = await oursOf(server.url, rate, seconds, () => {
      truth = trueTimes(server.url, rate, seconds);
    });
    return rowOf(fault, rate, (await truth) as Times, ours, doubts);
  } finally {
    await server.stop();
  }
}

function rowOf(fault: Fault, rate: number, truth: Times, ours: Times, doubts: string): string {
  const off = (key: 'p90' | 'p99'): string => percent(ours[key] / truth[key] - 1);
  const cells = [
    faults[fault],
    rate,
    show(truth),
    show(ours),
    `${off('p90')}, ${off('p99')}`,
    (ours.p50 - truth.p50).toFixed(2),
    doubts === '' ? 'valid' : `void: ${doubts}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

// Both begin at once: a thread takes its time to start.
async function oursOf(
  url: string,
  rate: number,
  seconds: number,
  onStart: () => void,
): Promise<[Times, string]> {
  const plan = planOf(url, [openPhase(rate, seconds)], { timeoutMs: 3000, giveUpMs: 10_000 });
  const { signal } = new AbortController();
  const generator = createAutocannonGenerator({ threadFile });
  const begin = ({ type }: LoadEvent): void => {
    if (type === 'phase-start') onStart();
  };
  const measurement = await generator.run(plan, begin, signal);
  const [phase] = measurement.phases;
  if (!phase) throw new Error(`nothing was measured: ${measurement.crashed}`);
  const all = mergeDistributions(phase.routes.map(({ latency }) => latency));
  const at = (share: number): number => all.valueAtQuantile(share) / 1000;
  const outline = { phase: 'open', measured: true, seconds, rate: steadyRate(rate) };
  const planned = [{ ...outline, connections: null }];
  const { broken, remarks } = checkValidity(measurement, planned, { foreign: false });
  const failed = phase.lost + phase.timeouts;
  return [
    { p50: at(0.5), p90: at(0.9), p99: at(0.99), failed },
    [...broken, ...remarks].join(' ').replace(/^.*: /, ''),
  ];
}

/** The frozen server as other load testers report it, each by itself. */
async function askPeers(seconds: number): Promise<string[]> {
  const rows: string[] = [];
  for (const peer of peers()) {
    for (const rate of peer.name === 'autocannon' ? [200, null] : [null]) {
      const env = { BENCH_FAULT: 'freeze' };
      const server = await startServer('.ci/bench/faulty-server.mjs', env, (pid) => pid);
      const load = { url: server.url, connections: 20, seconds, rate };
      const report = await peer.run(load).finally(() => server.stop());
      const mode = rate === null ? 'as fast as it can' : `${rate} a second`;
      rows.push(`| ${peer.name} | ${mode} | ${showPeer(report)} |`);
    }
  }
  return [
    'What others report of the server that freezes, over 20 connections:',
    '',
    '| | asked | p50 / p90 / p99, ms |',
    '| --- | --- | --- |',
    ...rows,
  ];
}

function show({ p50, p90, p99, failed }: Times): string {
  return `${[p50, p90, p99].map((ms) => ms.toFixed(1)).join(' / ')}, ${failed}`;
}

function showPeer({ p50, p90, p99 }: PeerReport): string {
  return [p50, p90, p99].map((ms) => (ms === null ? '—' : ms.toFixed(1))).join(' / ');
}

function percent(share: number): string {
  return `${share < 0 ? '−' : '+'}${(Math.abs(share) * 100).toFixed(1)} %`;
}
