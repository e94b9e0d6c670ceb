import { Worker } from 'node:worker_threads';
import type { Findings } from '../../../../src/contracts/image-evidence.js';
import type { Clock } from '../../../../src/platform/host.js';
import type { Analyser } from '../../../features/analysis/index.js';
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

/** After so long without a picture the thread ends, and the half gigabyte of its models with it. */
const idleMs = 60_000;

/**
 * Models in a thread of their own, started with the first picture. When it dies, everything that waits
 * is rejected, and the next picture starts another one. Its verdicts are hints for people.
 */
export function createEmbeddedAnalyser(options: EmbeddedOptions) {
  const { directory, threadFile, clock } = options;
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
      if (waiting.size === 0) void endWhenIdle(started);
    });
    worker.on('error', end);
    worker.on('exit', end);
    return started;
  }

  async function endWhenIdle(started: Thread): Promise<void> {
    idle = new AbortController();
    await clock.sleep(idleMs, idle.signal).then(
      () => (started.waiting.size === 0 ? started.worker.terminate() : undefined),
      () => undefined,
    );
  }

  const analyser: Analyser = {
    ...{ name: 'embedded', vendor: 'catops embedded', decides: false },
    look({ jpeg }, signal) {
      idle.abort();
      thread ??= start();
      const { worker, waiting } = thread;
      lastId += 1;
      const request: VisionRequest = { id: lastId, jpeg };
      return new Promise((resolve, reject) => {
        waiting.set(request.id, { resolve, reject });
        // It goes on with the picture; what it answers is for nobody.
        signal.addEventListener('abort', () => reject(failure('ABORT')), { once: true });
        worker.postMessage(request);
      });
    },
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
