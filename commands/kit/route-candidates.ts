import { readFile } from 'node:fs/promises';
import type { Candidate } from './completion.js';

type Document = { readonly paths?: Readonly<Record<string, Readonly<Record<string, unknown>>>> };

/**
 * Routes of the API as the log names them, from the document that is built beside its processes: read
 * with nothing loaded for it, for Tab must not be slow.
 */
export async function routeCandidates(releaseDir: URL): Promise<readonly Candidate[]> {
  const text = await readFile(new URL('openapi.json', releaseDir), 'utf8');
  const { paths = {} } = JSON.parse(text) as Document;
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      value: `${method.toUpperCase()} ${path}`,
      about: summaryOf(operation),
    })),
  );
}

function summaryOf(operation: unknown): string {
  const { summary } = (operation ?? {}) as { readonly summary?: unknown };
  return typeof summary === 'string' ? summary : '';
}
