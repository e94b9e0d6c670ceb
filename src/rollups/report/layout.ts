import type { Zone } from '../../platform/zone.js';

/** How a report is laid out on a terminal. */
export interface RollupLayout {
  /** Columns of the terminal; infinite when nothing is to be cut. */
  readonly width: number;
  readonly colour: boolean;
  /** No character beyond ASCII, for terminals and pagers that show none. */
  readonly ascii: boolean;
  /** The operator's, shown beside UTC. */
  readonly zone: Zone;
  /** For a text that is passed on, as a mail: few accounts are not told apart. */
  readonly shared?: boolean;
}
