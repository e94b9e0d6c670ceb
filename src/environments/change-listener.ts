import type { Clock } from '../platform/host.js';
import type { ChangeKind, ChangeRecord } from './change-record.js';
import type { PlannedRequest } from './ports.js';

/** Something that is told of changes. It never throws, and nobody waits for it long. */
export interface ChangeListener {
  /** `PagerDuty`, as people read it. */
  readonly name: string;
  /** Null when it was told; else a sentence why not. */
  tell(told: ToldChange, signal: AbortSignal): Promise<string | null>;
  /** What it would send to tell that, in order. It sends none of it. */
  requests(told: ToldChange, signal: AbortSignal): Promise<readonly PlannedRequest[]>;
}

export interface ToldChange {
  readonly environment: string;
  readonly kind: ChangeKind;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly actor: string;
  /** One sentence. */
  readonly summary: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly step: 'started' | 'ended';
}

/** Somebody was not told; `message` says who and why. */
export interface Untold {
  readonly kind: 'untold';
  readonly message: string;
}

interface TellDeps {
  readonly listeners: readonly ChangeListener[];
  readonly clock: Pick<Clock, 'now'>;
}

/** Tells all of them of one step of a change; that one cannot be told is said, and no more. */
export async function tellAll(
  { listeners, clock }: TellDeps,
  record: ChangeRecord,
  step: ToldChange['step'],
  summary: string,
  onEvent: (event: Untold) => void,
  signal: AbortSignal,
): Promise<void> {
  const told = toldOf(record, step, summary, clock.now());
  const problems = await Promise.all(listeners.map((listener) => listener.tell(told, signal)));
  problems.forEach((problem, at) => {
    if (problem === null) return;
    onEvent({ kind: 'untold', message: `${listeners[at]?.name} was not told: ${problem}` });
  });
}

export function toldOf(
  { environment, kind, actor, from, to }: Omit<ChangeRecord, 'id' | 'at'>,
  step: ToldChange['step'],
  summary: string,
  now: number,
): ToldChange {
  const at = new Date(now).toISOString();
  return { environment, kind, at, actor, summary, from, to, step };
}
