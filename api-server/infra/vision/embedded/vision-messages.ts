import type { Findings } from '../../../../src/contracts/image-evidence.js';

/** What the thread is started with. */
export interface VisionData {
  /** Where the models are installed. */
  readonly directory: string;
}

export interface VisionRequest {
  readonly id: number;
  readonly jpeg: Uint8Array;
}

/** `failure` says of what kind it was; never a text of the picture. */
export type VisionReply =
  | { readonly id: number; readonly findings: Findings }
  | { readonly id: number; readonly failure: string };
