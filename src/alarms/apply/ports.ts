import type { AlarmSeverity } from '../alarm.js';
import type { AlarmInstance } from '../instances.js';

/** Everything that makes an alarm what it is, one short text each: `threshold` → `> 0.02`. */
export type Facts = Readonly<Record<string, string>>;

/** Whom an alarm calls: the service's own name of an action (a topic), by how bad it is. */
export type AlarmActions = Readonly<Partial<Record<AlarmSeverity, string>>>;

/** An alarm as a definition wants it. */
export interface WantedAlarm {
  /** As it is called where it is made. */
  readonly name: string;
  readonly instance: AlarmInstance;
  readonly facts: Facts;
}

/** An alarm as it is there. */
export interface MadeAlarm {
  readonly name: string;
  readonly kind: 'metric' | 'composite' | 'log';
  /** The service whose definitions it was made from; null for everybody else's. */
  readonly madeFor: string | null;
  readonly facts: Facts;
}

/** Where alarms are made from definitions. Failures are CatopsErrors. */
export interface AlarmMaker {
  /** For people: `CloudWatch`. */
  readonly place: string;
  /** All of them as they would be made; nothing is asked of the service. */
  wanted(instances: readonly AlarmInstance[]): readonly WantedAlarm[];
  /** Every alarm whose name begins as the names of this service's do, whoever made it. */
  made(signal: AbortSignal): Promise<readonly MadeAlarm[]>;
  /** Makes or replaces it; safe to repeat. A composite's children must be there. */
  put(alarm: WantedAlarm, signal: AbortSignal): Promise<void>;
  /** Removes them, composites first; one that is gone already is no fault. */
  remove(alarms: readonly MadeAlarm[], signal: AbortSignal): Promise<void>;
}
