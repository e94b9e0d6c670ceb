import process from 'node:process';
import { exitCodes } from '../src/platform/errors.js';
import type { FailureLog } from './ports.js';

/** What nobody has caught is told as every failure is, one line, and ends the process. */
export function onCrash(failures: FailureLog): void {
  process.on('uncaughtException', (error) => {
    failures.note('process-crashed', error);
    process.exit(exitCodes.internal);
  });
}
