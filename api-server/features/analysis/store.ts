import type { ImageEvidence } from '../../../src/contracts/image-evidence.js';
import type { ImageRecord } from '../images/store.js';

/** A picture that nobody has analysed yet. */
export interface UnseenImage {
  readonly id: string;
  readonly extension: ImageRecord['extension'];
}

/** What is to be kept of an analysis. */
export interface Analysis {
  readonly imageId: string;
  readonly evidence: ImageEvidence;
  /** As `GET /v1/images/{image_id}/analysis` shows it. */
  readonly document: object;
  /** What becomes of the picture if it still waits; null: people decide. */
  readonly decision: {
    readonly verdict: 'approved' | 'rejected';
    readonly reason: string | null;
  } | null;
}

/** What was found in pictures. */
export interface AnalysisStore {
  /** Undefined when it was removed, or there is evidence of it already. */
  unseen(imageId: string): Promise<UnseenImage | undefined>;
  /**
   * Keeps evidence and analysis, and decides, all or nothing. A picture that somebody decided about,
   * that is gone or that has evidence by now stays as it is.
   */
  keep(analysis: Analysis, now: number): Promise<void>;
}
