import { isIP } from 'node:net';

/** Where a MariaDB is, and as whom to come. */
export interface MariaDbLocation {
  readonly host: string;
  readonly port: number;
  /** Path of a Unix socket, which is used instead of host and port. */
  readonly socketPath?: string;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/**
 * Reads `mysql://user:password@host:3306/database`, or with `?socket=/path` in place of a host. The
 * sentences it throws never hold the address, because a password may be in it.
 */
export function readMariaDbLocation(
  url: string,
  passwordApart: string | undefined,
): MariaDbLocation {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !['mysql:', 'mariadb:'].includes(parsed.protocol)) {
    throw new TypeError('not an address like mysql://user:password@host:3306/database');
  }
  const database = decoded(parsed.pathname.slice(1));
  if (!/^[\w$-]{1,64}$/.test(database)) {
    throw new TypeError('the path must be the name of a database: mysql://user@host/database');
  }
  if (parsed.username === '') throw new TypeError('no user is named: mysql://user@host/database');
  const unknown = [...parsed.searchParams.keys()].find((name) => name !== 'socket');
  if (unknown !== undefined) throw new TypeError('the only option of the address is ?socket=/path');
  const socketPath = parsed.searchParams.get('socket');
  return {
    host: parsed.hostname.replace(/^\[|\]$/g, '') || 'localhost',
    port: Number(parsed.port || 3306),
    user: decoded(parsed.username),
    password: decoded(parsed.password) || (passwordApart ?? ''),
    database,
    ...(socketPath === null ? {} : { socketPath }),
  };
}

/** For people: where it is, without user and password. */
export function placeOf({ host, port, socketPath, database }: MariaDbLocation): string {
  if (socketPath !== undefined) return `${socketPath}, database ${database}`;
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}, database ${database}`;
}

/** Whether what goes there stays on this machine. */
export function isOnThisMachine({ host, socketPath }: MariaDbLocation): boolean {
  return socketPath !== undefined || host === 'localhost' || host === '::1' || /^127\./.test(host);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new TypeError('a part of the address is not percent-encoded as addresses are');
  }
}
