import type { Host } from '../../src/platform/host.js';
import type { Reply } from './command.js';
import { confirmed } from './preview.js';

interface Asking {
  readonly host: Host;
  readonly dryRun: boolean;
  readonly flags: { readonly yes: boolean; readonly noInput: boolean };
}

/** Asks before a change that cannot be taken back; undefined goes on. Nothing asks in a dry run. */
export async function consentTo(
  { host, dryRun, flags }: Asking,
  summary: string,
): Promise<Reply | undefined> {
  if (dryRun) return undefined;
  const argv = ['catops', ...host.argv, '--yes'];
  return confirmed(host, { summary, wakes: [], notes: [], requests: [] }, { ...flags, argv });
}
