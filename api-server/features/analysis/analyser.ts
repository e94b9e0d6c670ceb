import type { Findings, ImageEvidence } from '../../../src/contracts/image-evidence.js';

/** One picture as analysers are given it: a JPEG, upright, of bounded size. */
export interface Frame {
  /** Which of the frames of a picture that moves, counted from 0. */
  readonly frame: number;
  readonly jpeg: Buffer;
}

/** Makes frames of a stored picture: one, or a few that are spread over one that moves. */
export interface FrameSource {
  framesOf(bytes: Buffer): Promise<readonly Frame[]>;
}

/** Says what a picture shows. */
export interface Analyser {
  readonly name: ImageEvidence['analyser'];
  /** As it is named where the analysis is shown. */
  readonly vendor: string;
  /** Whether what it is certain of is done; otherwise it only says where people look first. */
  readonly decides: boolean;
  /** Rejects when nobody could look; the same frame may be asked for again. */
  look(frame: Frame, signal: AbortSignal): Promise<Findings>;
}
