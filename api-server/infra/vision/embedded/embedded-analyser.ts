import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Findings } from '../../../../src/contracts/image-evidence.js';
import type { Clock } from '../../../../src/platform/host.js';
import type { Analyser } from '../../../features/analysis/index.js';
import { createBoundedPool } from '../../pictures/bounded-pool.js';
import type { VisionData, VisionReply, VisionRequest } from './vision-messages.js';

/** What the embedded analysis needs. */
export interface EmbeddedOptions {
  /** Where the models are installed. */
  readonly directory: string;
  /** The built `vision-thread.js`. */
  readonly threadFile: URL;
  readonly clock: Pick<Clock, 'sleep'>;
}

interface Waiting {
  resolve(findings: Findings): void;
  reject(error: Error): void;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
}

/** After so long without a picture the thread ends, and the memory of its models with it, about 650 MB. */
const idleMs = 60_000;
/** A thread that takes this long for one picture hangs; the busiest machine is done long before. */
const longestMs = 180_000;
/** Looks that are remembered: those of jobs that took too long and come again. */
const mostKept = 32;

/**
 * Models in a thread of their own, started with the first picture. One picture after the other; those
 * that nobody waits for any more are left out, and a look that came too late is there for the next
 * attempt, so that a busy machine gets on. When the thread dies or hangs, whoever waits is told, and
 * the next picture starts another one. Its verdicts are hints for people.
 */
export function createEmbeddedAnalyser({ directory, threadFile, clock }: EmbeddedOptions) {
  const inTurn = createBoundedPool(1);
  const kept = new Map<string, Findings>();
  let thread: Thread | undefined;
  let lastId = 0;
  let idle = new AbortController();

  function start(): Thread {
    const data: VisionData = { directory };
    const worker = new Worker(threadFile, { workerData: data, execArgv: [], env: {} });
    const waiting = new Map<number, Waiting>();
    const started = { worker, waiting };
    const end = () => {
      if (thread === started) thread = undefined;
      for (const { reject } of waiting.values()) reject(failure('ANALYSER_ENDED'));
      waiting.clear();
    };
    worker.on('message', (reply: VisionReply) => {
      const who = waiting.get(reply.id);
      waiting.delete(reply.id);
      if ('findings' in reply) who?.resolve(reply.findings);
      else who?.reject(failure(reply.failure));
    });
    worker.on('error', end);
    worker.on('exit', end);
    return started;
  }

  /** Ends a thread after so long, unless it is told not to. */
  async function endAfter(ms: number, ending: Thread | undefined, unless: AbortSignal) {
    await clock.sleep(ms, unless).then(
      () => {
        if (unless.aborted) return undefined;
        // Nobody begins a look in a thread that ends.
        if (thread === ending) thread = undefined;
        return ending?.worker.terminate();
      },
      () => undefined,
    );
  }

  async function ask(jpeg: Buffer): Promise<Findings> {
    idle.abort();
    thread ??= start();
    const { worker, waiting } = thread;
    lastId += 1;
    const request: VisionRequest = { id: lastId, jpeg };
    const answered = new AbortController();
    void endAfter(longestMs, thread, answered.signal);
    try {
      return await new Promise((resolve, reject) => {
        waiting.set(request.id, { resolve, reject });
        worker.postMessage(request);
      });
    } finally {
      answered.abort();
      idle = new AbortController();
      void endAfter(idleMs, thread, idle.signal);
    }
  }

  const analyser: Analyser = {
    ...{ name: 'embedded', vendor: 'catops embedded', decides: false },
    look: ({ jpeg }, signal) =>
      inTurn(async () => {
        const key = createHash('sha256').update(jpeg).digest('hex');
        const known = kept.get(key);
        if (known) return known;
        signal.throwIfAborted();
        const findings = await ask(jpeg);
        kept.set(key, findings);
        const [oldest] = kept.keys();
        if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
        return findings;
      }),
  };
  return {
    analyser,
    async close(): Promise<void> {
      idle.abort();
      await thread?.worker.terminate();
    },
  };
}

function failure(code: string): Error {
  return Object.assign(new Error('The embedded analysis failed.'), { code });
}
