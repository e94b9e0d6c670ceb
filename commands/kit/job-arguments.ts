import { CatopsError } from '../../src/platform/errors.js';
import { printable } from '../../src/platform/terminal-text.js';
import { flag } from './flags.js';

/** Of which type, for commands that mean several jobs. */
export const jobTypeFlag = {
  type: flag.text('only jobs of this type, such as webhook.deliver', { placeholder: 'type' }),
};

/** One job by its number, or all that are dead. */
export const whichJobsArgument = {
  name: 'id',
  doc: 'number of the job, from `catops jobs list`, or `all` for the dead ones',
  required: true,
};

/** The number of a job. */
export function jobNumber(text: string): number {
  const id = numberIn(text);
  if (id !== null) return id;
  throw notWhich(`"${printable(text)}" is no number of a job, such as 17.`);
}

/** The number of a job; null for all. */
export function jobNumberOrAll(text: string): number | null {
  if (text === 'all') return null;
  const id = numberIn(text);
  if (id !== null) return id;
  throw notWhich(`"${printable(text)}" is neither a job's number nor all.`);
}

function numberIn(text: string): number | null {
  const id = Number(text);
  return /^\d{1,15}$/.test(text) && id > 0 ? id : null;
}

function notWhich(message: string): CatopsError {
  return new CatopsError('usage-invalid', message, { hint: 'catops jobs list' });
}

/** The type that was asked for, null for all; one by its number has its own. */
export function jobType(id: number | null, type: string | undefined): string | null {
  if (type === undefined) return null;
  if (id !== null) {
    throw new CatopsError('usage-invalid', 'A number already says which job; leave out --type.');
  }
  if (/^[a-z][a-z.-]{0,63}$/.test(type)) return type;
  throw new CatopsError('usage-invalid', `--type: "${printable(type)}" is no type of a job.`, {
    hint: 'catops jobs stats',
  });
}

/** `1 dead job`, `3 dead jobs`. */
export function jobsText(count: number, adjective = ''): string {
  return `${count} ${adjective}${count === 1 ? 'job' : 'jobs'}`;
}
