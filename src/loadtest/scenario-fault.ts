import type { ScenarioPath } from './scenario.js';

/** One thing wrong in a scenario. */
export interface ScenarioFault {
  readonly path: ScenarioPath;
  readonly message: string;
  /** Characters into the text at `path`. */
  readonly offset?: number;
}

/** The same, with where in the file it stands. */
export interface PlacedFault {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** Such as `phases[1].rate`; empty when it is about the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** `file:line:column path: reason`. */
export function faultText(file: string, { line, column, path, message }: PlacedFault): string {
  return `${file}:${line}:${column} ${path === '' ? '' : `${path}: `}${message}`;
}
