import { CatopsError, messageOf, systemErrorCode } from '../src/platform/errors.js';

/** What a user can do about an address that cannot be listened on; other errors stay as they are. */
export function listenFailure(
  error: unknown,
  at: { readonly host: string; readonly port: number; readonly portEnv: string },
): unknown {
  const { host, port, portEnv } = at;
  switch (systemErrorCode(error)) {
    case 'EADDRINUSE':
      return new CatopsError('port-in-use', `Another program listens on ${host} port ${port}.`, {
        hint: `Stop that program, or set ${portEnv} to another port; 0 takes a free one.`,
        cause: error,
      });
    case 'EACCES':
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new CatopsError(
        'config-invalid',
        `Cannot listen on ${host} port ${port}: ${messageOf(error)}.`,
        { hint: `Set CATOPS_HOST and ${portEnv} to an address of this machine.`, cause: error },
      );
    default:
      return error;
  }
}
