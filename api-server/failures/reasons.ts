import { type Dependency, dependencies } from './dependency.js';

/** What a database that cannot be reached says, in words for whoever has to do something about it. */
export const unreachable: Readonly<Record<string, string>> = {
  BREAKER_OPEN: 'it failed several times in a row, and is tried once a second',
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ENOENT: 'there is no such socket',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name of the host cannot be looked up',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'it does not answer in time',
  HANDSHAKE_NO_SSL_SUPPORT: 'it does not offer TLS; set CATOPS_DATABASE_TLS=off to go without',
  HANDSHAKE_SSL_ERROR: 'its certificate was not accepted; name its authority in CATOPS_DATABASE_CA',
  PROTOCOL_CONNECTION_LOST: 'the connection was cut',
  PROTOCOL_SEQUENCE_TIMEOUT: 'it does not answer in time',
  ER_CON_COUNT_ERROR: 'it has no connection left; lower CATOPS_DATABASE_CONNECTIONS',
  ER_OPTION_PREVENTS_STATEMENT: 'it takes no writes; name the primary in CATOPS_DATABASE_URL',
  ER_STATEMENT_TIMEOUT: 'a statement took longer than CATOPS_DATABASE_QUERY_MS',
  ER_LOCK_WAIT_TIMEOUT: 'another program keeps its rows locked',
};

// What files and servers say, beginning of the code first.
const others: readonly (readonly [string, string])[] = [
  ['EACCES', 'this user may not read or write there'],
  ['EPERM', 'this user may not read or write there'],
  ['EROFS', 'that disk cannot be written to'],
  ['ENOSPC', 'that disk is full'],
  ['EDQUOT', 'that disk is full'],
  ['EIO', 'that disk fails'],
  ['EMFILE', 'this process has too many files open'],
  ['ENFILE', 'this machine has too many files open'],
  ['ENOTDIR', 'its directory is none'],
  ['ELOOP', 'its directory leads nowhere'],
  ['EISDIR', 'a directory is in the way'],
  ['SQLITE_FULL', 'its disk is full'],
  ['SQLITE_READONLY', 'its file cannot be written to'],
  ['SQLITE_CANTOPEN', 'its file cannot be opened'],
  ['SQLITE_IOERR', 'its disk fails'],
  ['SQLITE_BUSY', 'another program keeps it locked'],
  ['SQLITE_LOCKED', 'another program keeps it locked'],
  ['SQLITE_NOTADB', 'its file is damaged'],
  ['SQLITE_CORRUPT', 'its file is damaged'],
  ['SQLITE_ERROR', 'a table or column is not there; run catops db migrate'],
  ['ER_NO_SUCH_TABLE', 'a table is not there; run catops db migrate'],
  ['ER_BAD_FIELD_ERROR', 'a column is not there; run catops db migrate'],
  ['ER_ACCESS_DENIED', 'it lets us not in; look at its user and password'],
  ['ER_DBACCESS_DENIED', 'it lets us not in; look at what its user is granted'],
  ['ER_SPECIFIC_ACCESS_DENIED', 'its user may not ask that; grant it replica monitor on *.*'],
  ['ER_SERVER_SHUTDOWN', 'it is being shut down'],
  ['BREAKER_OPEN', 'it has failed several times in a row and is left alone for a moment'],
  ['THREAD_ENDED', 'the thread that owns its file has ended'],
  ['TRANSACTION_ENDED', 'it has rolled the transaction back'],
  ['WRONGPASS', 'it lets us not in; look at its user and password'],
  ['NOAUTH', 'it wants a password; set CATOPS_REDIS_PASSWORD'],
  ['NOPERM', 'its user may not do that; it needs the keys catops:* and scripts'],
  [
    'OOM',
    'its memory is full, and it may not throw anything away; raise maxmemory or set allkeys-lru',
  ],
  ['WRONGTYPE', 'a key of ours is another program’s; give catops a database of its own'],
  ['READONLY', 'it is a replica; name the primary in CATOPS_REDIS_URL'],
  ['LOADING', 'it still loads its data'],
  ['BUSY', 'a script keeps it busy'],
  ['MISCONF', 'it cannot write its file to disk'],
  ['CLOSED', 'the connection was cut'],
  ['ERR_TLS', 'its certificate was not accepted; name its authority in CATOPS_REDIS_CA'],
  ['DEPTH_ZERO', 'its certificate was not accepted; name its authority in CATOPS_REDIS_CA'],
  ['status-', 'it answered with an error'],
  ['mail-credential', 'it lets us not in; look at CATOPS_SENDGRID_KEY and the sender'],
  ['mail-rate-limited', 'it was asked too often'],
  ['mail-refused-before-send', 'it cannot be reached'],
  ['mail-refused', 'it takes no such mail'],
  ['mail-unknown', 'it gave no answer that says so'],
  ['mail-', 'it does not take the mail'],
  ['private-address', 'its address is none of the public internet'],
];

/** What a code means, in a few words; the code itself when nothing better is known. */
export function reasonOf(code: string | undefined, of?: Dependency): string {
  if (code === undefined) return 'it failed, and says not why';
  // The one code that says something else of a server than of a directory.
  if (code === 'ENOENT' && of !== undefined && dependencies[of] === 'vendor') {
    return 'it is not there';
  }
  return unreachable[code] ?? others.find(([start]) => code.startsWith(start))?.[1] ?? code;
}
