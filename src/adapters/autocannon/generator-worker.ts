import { Worker } from 'node:worker_threads';
import type { LoadPlan } from '../../loadtest/load-plan.js';
import { messageOf } from '../../platform/errors.js';
import type {
  EncodedPhase,
  ThreadCommand,
  ThreadMessage,
  ThreadProgress,
} from './thread-messages.js';

type Listener = (message: ThreadMessage) => void;

/** One thread of the generator, as seen from outside. Every promise rejects when it dies. */
export class GeneratorWorker {
  readonly #worker: Worker;
  /** Never resolves. */
  readonly #died: Promise<never>;
  #listen: Listener = () => undefined;

  constructor(threadFile: URL, plan: LoadPlan) {
    this.#worker = new Worker(threadFile, { workerData: plan, execArgv: [] });
    this.#worker.on('message', (message: ThreadMessage) => this.#listen(message));
    this.#died = new Promise((_, reject) => {
      this.#worker.on('error', (error) => reject(new Error(messageOf(error))));
      this.#worker.on('exit', () => reject(new Error('it ended before its plan')));
    });
    // It may die while nobody waits for anything; whoever waits next is told.
    this.#died.catch(() => undefined);
  }

  ready(): Promise<void> {
    return this.#until((message) => (message.type === 'ready' ? { value: undefined } : null));
  }

  run(index: number, onProgress: (progress: ThreadProgress) => void): Promise<EncodedPhase> {
    const ended = this.#until((message) => {
      if (message.type === 'progress') onProgress(message.progress);
      return message.type === 'phase' ? { value: message.phase } : null;
    });
    this.#tell({ type: 'phase', index });
    return ended;
  }

  stop(): void {
    this.#tell({ type: 'stop' });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #tell(command: ThreadCommand): void {
    this.#worker.postMessage(command);
  }

  #until<T>(look: (message: ThreadMessage) => { readonly value: T } | null): Promise<T> {
    const found = new Promise<T>((resolve) => {
      this.#listen = (message) => {
        const seen = look(message);
        if (seen) resolve(seen.value);
      };
    });
    return Promise.race([found, this.#died]);
  }
}
