import type { ObjectLocation } from '../../../src/contracts/object-location.js';
import type { ShippingState } from '../../ports.js';

/** What the thread that moves log files is started with. */
export interface ShipperData {
  /** Where files wait. */
  readonly directory: string;
  readonly objects: ObjectLocation;
  readonly waitingBytes: number;
  /** How often it looks by itself. */
  readonly everyMs: number;
}

/** What it is told: move what can be moved within this time, then end. */
export interface ShipperRequest {
  readonly type: 'stop';
  readonly withinMs: number;
}

/** What it tells. */
export type ShipperReply =
  | { readonly type: 'state'; readonly state: ShippingState }
  | {
      readonly type: 'log';
      readonly level: 'error' | 'info';
      readonly event: string;
      readonly fields: Readonly<Record<string, unknown>>;
    };
