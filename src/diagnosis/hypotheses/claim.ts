import type { CauseFamily, CauseName, Evidence } from '../../contracts/diagnosis.js';
import { formatMs } from '../../presentation/figures.js';
import type { Compared, Picture } from '../picture.js';
import { share } from '../sums.js';

/** A hypothesis with everything that speaks for it and against it, before it is ranked. */
export interface Claim {
  readonly cause: CauseName;
  readonly family: CauseFamily;
  readonly subject: string | null;
  readonly title: string;
  readonly evidence: readonly Evidence[];
  readonly next: string;
}

/** Looks at a picture from one side. At least one claim, if only of what speaks against it. */
export type Consider = (picture: Picture) => readonly Claim[];

/** Evidence where it holds; nothing where it does not. */
export function when(holds: boolean, weight: number, says: string): readonly Evidence[] {
  return holds ? [{ weight, says }] : [];
}

/** How often a cause is the reason where nothing is known: all alike. */
export const nothingSpeaksForIt = -4;

/** `×3.2`; `from nothing` where there was none. */
export function factorText({ factor, before }: Compared): string {
  if (before.requests === 0) return 'from nothing';
  return `×${(factor ?? 1) >= 10 ? (factor ?? 1).toFixed(0) : (factor ?? 1).toFixed(1)}`;
}

/** `1 route`, `3 routes`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `2.1 → 14 ms`. */
export function p95Text({ p95 }: Compared): string {
  return `${p95.before === null ? '—' : formatMs(p95.before)} → ${p95.after === null ? '—' : formatMs(p95.after)}`;
}

/** Queries a request on one side. */
export function queriesOf(side: Compared['after']): number {
  return share(side.dbQueries, side.requests) ?? 0;
}

/** `3 %`. */
export function percent(part: number): string {
  return `${(100 * part).toFixed(part < 0.1 ? 1 : 0)} %`;
}
