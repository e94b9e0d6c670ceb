import type { MetricSample } from '../../contracts/metric-sample.js';
import type { StateChange } from '../alarm.js';
import type { HistoryQuery } from '../ports.js';
import type { AlarmRecord } from './record.js';

/** What was sampled, bounded in days and size. */
export interface SampleLog {
  /** Keeps a sample; older than the one before it, it is put off by nobody. */
  append(sample: MetricSample): Promise<void>;
  /** Samples whose period ended after `from` and at `to` at the latest, oldest first; milliseconds. */
  read(from: number, to: number): Promise<readonly MetricSample[]>;
}

/**
 * State and history of the alarms of this machine, one writer at a time among all its processes. What
 * is answered is durable. Throws `local-store-unwritable`, `format-too-new`.
 */
export interface AlarmBook {
  /** Never waits. */
  read(): Promise<AlarmRecord>;
  /** Whether a process of this machine has the right to evaluate now. */
  isWatched(): Promise<boolean>;
  /** Reads, lets `build` decide on the newest record, writes. The same object back writes nothing. */
  change(build: (record: AlarmRecord) => AlarmRecord): Promise<AlarmRecord>;
  /** Adds to the history what it does not have yet: one change of an alarm at one time. */
  keep(changes: readonly StateChange[]): Promise<void>;
  /** Oldest first. */
  history(query: Omit<HistoryQuery, 'page'>): Promise<readonly StateChange[]>;
}

/** The right to evaluate the alarms of a service on this machine. Ends with its process. */
export interface Watch {
  release(): Promise<void>;
}
