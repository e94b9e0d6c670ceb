import type { RunError } from './record.js';

/** What a scheduler tells while it works. */
export type ScheduleEvent =
  | { readonly kind: 'started'; readonly job: string; readonly period: string }
  | {
      readonly kind: 'done';
      readonly job: string;
      readonly period: string;
      readonly attempts: number;
      readonly tookMs: number;
      readonly said: string;
    }
  | {
      readonly kind: 'failed';
      readonly job: string;
      readonly period: string;
      readonly attempts: number;
      readonly error: RunError;
      /** ISO 8601: when it is tried again. */
      readonly nextAt: string;
      /** The same as this job's last failure in this process: not worth saying again. */
      readonly again: boolean;
    }
  /** Ctrl-C came in the middle: the period is still owed. */
  | { readonly kind: 'cut-off'; readonly job: string; readonly period: string }
  | {
      readonly kind: 'left-out';
      readonly job: string;
      readonly count: number;
      readonly from: string;
      readonly to: string;
    }
  /** Another process runs the job; said once for each wait. */
  | { readonly kind: 'waiting'; readonly job: string; readonly holder: string }
  /** The record cannot be read or written; it is tried again. */
  | { readonly kind: 'store-failed'; readonly job: string; readonly error: RunError };

export type OnScheduleEvent = (event: ScheduleEvent) => void;
