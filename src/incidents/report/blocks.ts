import type { Block } from '../../presentation/blocks.js';

/** A part of an incident's report. */
export type ReportBlock = Block | HumanBlock;

/** A section that belongs to people; the body is what it holds while nobody wrote in it. */
export interface HumanBlock {
  readonly kind: 'human';
  readonly section: string;
  readonly body: string;
}
