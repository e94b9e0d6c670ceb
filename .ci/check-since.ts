// The route of November 2018 was new. So a route that the base branch does not have yet carries the
// day it was committed, and is on probation (a lower limit) until a later commit ends that.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const file = 'api-server/openapi.json';
const run = promisify(execFile);

type Operation = { 'x-catops'?: { since: string; probation: boolean } };
type Document = { paths: Record<string, Record<string, Operation>> };

/** Problems: routes new to this branch without today's date, or without probation. */
export async function checkSince(): Promise<string[]> {
  const base = await baseDocument();
  if (!base) return [];
  const head: Document = JSON.parse(await readFile(file, 'utf8'));
  return judgeNewRoutes(base.document, head, await daysAllowed(base.ref));
}

/** The rule itself: `days` are those on which commits were made since the base, and today. */
export function judgeNewRoutes(base: Document, head: Document, days: readonly string[]): string[] {
  return Object.entries(head.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) => {
      if (base.paths[path]?.[method]) return [];
      const name = `${method.toUpperCase()} ${path}`;
      const policy = operation['x-catops'];
      if (!policy) return [`${name} publishes no policy`];
      const problems: string[] = [];
      if (!days.includes(policy.since))
        problems.push(`${name} is new: since must be ${days.at(-1)}, not ${policy.since}`);
      if (!policy.probation)
        problems.push(`${name} is new: limit must be 'probation' until a later commit ends it`);
      return problems;
    }),
  );
}

async function baseDocument(): Promise<{ ref: string; document: Document } | undefined> {
  const asked = process.env['CATOPS_BASE_REF'];
  // On the main branch itself there is nothing to compare with but the commit before.
  for (const ref of asked ? [asked] : ['origin/main', 'HEAD^']) {
    const base = await git('merge-base', ref, 'HEAD');
    if (base === undefined || (!asked && base === (await git('rev-parse', 'HEAD')))) continue;
    const text = await git('show', `${base}:${file}`);
    if (text !== undefined) return { ref: base, document: JSON.parse(text) };
  }
  return undefined;
}

async function daysAllowed(ref: string): Promise<string[]> {
  const committed = (await git('log', '--format=%cs', `${ref}..HEAD`)) ?? '';
  return [...committed.split('\n').filter(Boolean), new Date().toISOString().slice(0, 10)];
}

async function git(...args: string[]): Promise<string | undefined> {
  return run('git', args, { maxBuffer: 64 * 1024 * 1024 }).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}
