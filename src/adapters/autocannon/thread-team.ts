import { clearTimeout, setTimeout } from 'node:timers';
import type { LoadPlan } from '../../loadtest/load-plan.js';
import { GeneratorWorker } from './generator-worker.js';
import type { EncodedPhase, ThreadProgress } from './thread-messages.js';

/** Threads that send one plan together, each its share, phase by phase in step. */
export interface ThreadTeam {
  /**
   * The phase as each thread measured it, when all have ended it. Rejects when a thread dies or
   * takes longer than `limitMs`.
   */
  run(
    index: number,
    limitMs: number,
    onProgress: (all: readonly ThreadProgress[]) => void,
  ): Promise<readonly EncodedPhase[]>;
  /** Ends the current phase soon. */
  stop(): void;
  close(): Promise<void>;
}

/** Starts them; resolves when all are ready to send. */
export async function startTeam(
  threadFile: URL,
  plan: LoadPlan,
  threads: number,
): Promise<ThreadTeam> {
  const workers = Array.from({ length: threads }, (_, thread) => {
    const { index, total } = plan.share;
    const share = { index: index + thread * total, total: total * threads };
    return new GeneratorWorker(threadFile, { ...plan, share });
  });
  const close = async (): Promise<void> => {
    await Promise.all(workers.map((worker) => worker.close()));
  };
  try {
    await Promise.all(workers.map((worker) => worker.ready()));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    run: (index, limitMs, onProgress) => {
      const latest: (ThreadProgress | undefined)[] = workers.map(() => undefined);
      const ended = workers.map((worker, which) =>
        worker.run(index, (progress) => {
          latest[which] = progress;
          const all = latest.filter((one) => one !== undefined);
          if (which === 0 && all.length === workers.length) onProgress(all);
        }),
      );
      return within(limitMs, Promise.all(ended));
    },
    stop: () => {
      for (const worker of workers) worker.stop();
    },
    close,
  };
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it did not end in time')), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
