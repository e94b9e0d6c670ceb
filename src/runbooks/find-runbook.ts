import { CatopsError } from '../platform/errors.js';
import { nearest } from '../platform/nearest.js';
import type { RunbookSource } from './ports.js';
import { isFor, type Runbook } from './runbook.js';

/**
 * The runbook of that name, or the one for that alarm, error code or rule. One `usage-invalid` that
 * names what comes near when there is none.
 */
export async function findRunbook(source: RunbookSource, word: string): Promise<Runbook> {
  const asked = word.replace(/\.md$/, '');
  const all = await source.all();
  const found = all.find(({ name }) => name === asked) ?? all.find((each) => isFor(each, asked));
  if (found) return found;
  const known = all.flatMap(({ name, alarms, errorCodes, rules }) => [
    name,
    ...alarms,
    ...errorCodes,
    ...rules,
  ]);
  const near = nearest(asked, [...new Set(known)]);
  const meant = near === undefined ? '' : ` Did you mean ${near}?`;
  throw new CatopsError(
    'usage-invalid',
    `No runbook is named or is for "${asked}" in ${source.place}.${meant}`,
    { hint: 'catops runbook list' },
  );
}
