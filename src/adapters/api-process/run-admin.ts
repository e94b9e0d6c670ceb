import type { AdminReply, AdminRequest } from '../../contracts/admin-process.js';

export interface RunAdminOptions {
  readonly releaseDir: URL;
  readonly nodePath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly dataDir: string;
  readonly signal: AbortSignal;
}

/**
 * Asks the admin process one thing. An error it answers is thrown as the CatopsError it names; one
 * that dies without an answer is `server-start-failed`.
 */
export async function runAdmin<Request extends AdminRequest>(
  _options: RunAdminOptions,
  _request: Request,
): Promise<AdminReply<Request['op']>> {
  throw new Error('not built yet');
}
