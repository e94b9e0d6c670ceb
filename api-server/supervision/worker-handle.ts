import type { SupervisorToWorker, WorkerToSupervisor } from '../worker-messages.js';
import type { ReleasePlace } from './release-place.js';

/** One API process, as its supervisor holds it. */
export interface WorkerHandle {
  readonly pid: number;
  /** What it was started from. */
  readonly release: ReleasePlace;
  send(message: SupervisorToWorker): void;
  kill(): void;
}

/** What an API process does, as its supervisor hears of it. */
export interface WorkerEvents {
  message(message: WorkerToSupervisor): void;
  /** Once; `reason` is for a person, such as `exit code 1`. */
  exit(reason: string): void;
}

/** Starts one API process. */
export type ForkWorker = (events: WorkerEvents) => WorkerHandle;
