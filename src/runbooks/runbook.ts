import * as z from 'zod';
import { loadtestRules } from '../contracts/loadtest-report.js';

const names = z.array(z.string().regex(/^[a-z0-9-]+$/, 'write names as in a-b')).readonly();

/** What stands between the two lines of `---`; a field that is not known is a fault. */
export const frontMatter = z
  .strictObject({
    title: z.string().min(1),
    /** Alarms that it is for, by name. */
    alarms: names,
    /** Codes of errors that it is for. */
    error_codes: names,
    /** Rules of load tests that it is for. */
    rules: z.array(z.enum(loadtestRules)).readonly().default([]),
    severity: z.enum(['sev1', 'sev2', 'sev3', 'sev4']),
    owner: z.string().min(1),
    /** Day somebody last went through it for practice; never is an honest answer. */
    last_drilled: z.union([
      z.literal('never'),
      z.iso.date('write never, or a day such as 2026-09-12'),
    ]),
  })
  .readonly();

/** Fenced text of a step. */
export interface Block {
  /** Lines as they stand in the file. */
  readonly code: string;
  /** The block is marked `run`: catops may run it, after a yes. Otherwise it is to be read, or copied. */
  readonly run: boolean;
  /** Marked `danger`: what it does may hurt or cannot be taken back. */
  readonly danger: boolean;
}

/** One tick box, with what belongs to it. */
export interface Step {
  /** Heading it stands under; null above the first. */
  readonly heading: string | null;
  /** The step is known by it: no two of a runbook are the same. */
  readonly text: string;
  /** Remarks and tables above its first fence, line by line. */
  readonly details: readonly string[];
  /** The same below it: for whoever has seen what the command says. */
  readonly after: readonly string[];
  readonly blocks: readonly Block[];
  /** What is to be seen when it went well. */
  readonly expected: string | null;
}

/** What to do about one alarm, error or broken rule. */
export interface Runbook {
  /** Name of its file, without `.md`. */
  readonly name: string;
  readonly title: string;
  readonly alarms: readonly string[];
  readonly errorCodes: readonly string[];
  readonly rules: readonly string[];
  readonly severity: 'sev1' | 'sev2' | 'sev3' | 'sev4';
  readonly owner: string;
  /** `never`, or a day. */
  readonly lastDrilled: string;
  readonly steps: readonly Step[];
  /** Sections beside the steps, in their order; Markdown as it stands. */
  readonly sections: readonly { readonly heading: string; readonly text: string }[];
  /** What is wrong with how it is written, a sentence each; it can be followed all the same. */
  readonly faults: readonly string[];
}

/** Whether a runbook is for that alarm, error code or rule, or has that name. */
export function isFor({ name, alarms, errorCodes, rules }: Runbook, word: string): boolean {
  return [name, ...alarms, ...errorCodes, ...rules].includes(word);
}
