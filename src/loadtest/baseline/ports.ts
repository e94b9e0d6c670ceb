import type { LoadPlan } from '../load-plan.js';
import type { PhaseMeasurement } from '../ports.js';

/** Sends single phases of a plan, whenever it is told to: between them nothing is sent. */
export interface RoundSender {
  /** Resolves when it is ready to send; close what it answers. */
  open(plan: LoadPlan): Promise<OpenRounds>;
}

export interface OpenRounds {
  /**
   * Sends the phase at that index of the plan, as often as it is asked to. Rejects when the sender
   * itself dies. An aborted signal ends it soon, with what was measured until then.
   */
  run(index: number, signal: AbortSignal): Promise<PhaseMeasurement>;
  close(): Promise<void>;
}

/** The builds that are compared; `again` is the base once more. */
export const armNames = ['base', 'again', 'head'] as const;

export type ArmName = (typeof armNames)[number];

/** What is known of each arm. */
export type Arms<T> = Readonly<Record<ArmName, T>>;
