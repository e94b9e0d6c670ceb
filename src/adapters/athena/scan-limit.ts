import { CatopsError } from '../../platform/errors.js';
import type { WorkGroup } from '../../rollups/init/ports.js';
import type { LogFile } from '../../rollups/ports.js';
import { sizeText } from './price.js';

/** The limit of one scan, bytes, and who set it. */
export interface ScanLimit {
  readonly bytes: number;
  readonly setBy: 'call' | 'workgroup';
}

/** The lower of the caller's limit and the workgroup's cut-off. No limit at all is refused. */
export function scanLimit(
  workGroup: WorkGroup | null,
  name: string,
  mostBytes: number | null,
): ScanLimit {
  if (workGroup === null || !workGroup.enabled) {
    const what = workGroup === null ? 'does not exist' : 'is disabled';
    throw new CatopsError('config-invalid', `Workgroup ${name} of Athena ${what}.`, {
      hint: 'catops rollup init says how to make it',
    });
  }
  const cutOff = workGroup.enforced ? workGroup.cutOffBytes : null;
  if (mostBytes === null && cutOff === null)
    throw new CatopsError('config-invalid', `Nothing limits what a query in ${name} may read.`, {
      hint: `give workgroup ${name} a cut-off and enforce it, or set --max-scan`,
    });
  return mostBytes === null || (cutOff !== null && cutOff < mostBytes)
    ? { bytes: cutOff ?? 0, setBy: 'workgroup' }
    : { bytes: mostBytes, setBy: 'call' };
}

/**
 * Refuses before anything is paid: a compressed JSON file is read whole, so the query reads at least
 * what its files hold.
 */
export function refuseTooMuch(files: readonly LogFile[], { bytes, setBy }: ScanLimit): void {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  if (total <= bytes) return;
  const limit = setBy === 'call' ? 'the limit (--max-scan)' : "the workgroup's cut-off";
  const message = `The ${files.length} log files hold ${sizeText(total)}, and ${limit} is ${sizeText(bytes)}. Nothing was asked.`;
  throw new CatopsError('scan-limit', message, { hint: 'ask for fewer hours, or allow more' });
}
