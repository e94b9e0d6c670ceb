import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { urlToHttpOptions } from 'node:url';
import { dealRequests } from '../../loadtest/deal-requests.js';
import type { LoadPlan, PlannedRequest } from '../../loadtest/load-plan.js';
import { peakOf } from '../../loadtest/rate.js';
import type { Endpoint } from './connection.js';
import { watchHealth } from './generator-health.js';
import { encodeHistogram } from './histogram.js';
import { Meter } from './meter.js';
import type { Pulse } from './pulse.js';
import { sendClosed } from './send-closed.js';
import { sendOpen } from './send-open.js';
import type { EncodedPhase, ThreadProgress } from './thread-messages.js';

const progressEveryMs = 250;

/** What a phase needs beside its plan. */
export interface PhaseRun {
  readonly plan: LoadPlan;
  readonly index: number;
  readonly write: (request: PlannedRequest) => Buffer;
  readonly pulse: Pulse;
  readonly signal: AbortSignal;
}

/** Sends and measures one phase; settles soon after the signal is aborted or the target is dead. */
export async function runPhase(
  { plan, index, write, pulse, signal: stopped }: PhaseRun,
  tell: (progress: ThreadProgress) => void,
): Promise<EncodedPhase> {
  const phase = plan.phases[index];
  if (phase === undefined) throw new RangeError(`the plan has no phase ${index}`);
  const pacedRate = phase.rate === null ? null : peakOf(phase.rate) / plan.share.total;
  const healthOf = watchHealth();
  const start = performance.now();
  const meter = new Meter(plan, start, pulse);
  const givingUp = new AbortController();
  const signal = AbortSignal.any([stopped, givingUp.signal]);
  let gaveUp: string | null = null;
  const ticker = setInterval(() => {
    const now = performance.now();
    tell(progressOf(meter));
    meter.flush(now);
    gaveUp ??= pulse.deadSince(now, plan.giveUpMs);
    if (gaveUp !== null) givingUp.abort();
  }, progressEveryMs);
  const deal = dealRequests(plan, index);
  const endpoint = endpointOf(plan);
  const context = { plan, phase, endpoint, meter, start, deal, write, signal };
  try {
    if (phase.rate === null) await sendClosed(context, phase.connections ?? 1);
    else await sendOpen(context, phase.rate);
  } finally {
    clearInterval(ticker);
  }
  const complete = !signal.aborted;
  const took = (performance.now() - start) / 1000;
  tell(progressOf(meter));
  return {
    phase: phase.name,
    measured: phase.measured,
    // After the last request of an open phase only answers are waited for.
    seconds: phase.rate !== null && complete ? phase.seconds : Math.min(took, phase.seconds),
    complete,
    health: { ...healthOf(), pacedRate },
    gaveUp,
    ...meter.finish(),
  };
}

function endpointOf({ url, timeoutMs, verifyTls }: LoadPlan): Endpoint {
  const { protocol, hostname, port } = urlToHttpOptions(new URL(url));
  return {
    protocol: protocol ?? 'http:',
    hostname: hostname ?? 'localhost',
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
    timeoutMs,
    verifyTls,
  };
}

function progressOf(meter: Meter): ThreadProgress {
  const routes = meter.routes.map((route) => ({
    route: route.name,
    sent: route.sent,
    answered: route.answered,
    errors: route.errors,
    slowestMs: route.takeSlowestMs(),
  }));
  return { routes, latency: encodeHistogram(meter.progress) };
}
