import type { MysqlPool, MysqlPoolConnection } from 'kysely';
import { systemErrorCode } from '../../../src/platform/errors.js';
import { blamed } from '../../failures/dependency.js';

/** A server, and the connections to it. */
export interface DatabaseNode {
  readonly pool: MysqlPool;
  /** Whether it takes writes. */
  readonly isPrimary: boolean;
}

type Callback = (error: unknown, result: unknown) => void;

/**
 * A pool over several servers, which are tried in the order that is given at the time. What only
 * reads goes on to the next server when one is lost, in the middle of it too; a write is for the
 * primary, once.
 */
export function createRoutedPool(order: () => readonly DatabaseNode[]): MysqlPool {
  return {
    getConnection(callback) {
      connect(order(), (error, connected) => {
        if (connected) callback(undefined, routed(connected));
        else callback(error, undefined as never);
      });
    },
    // The pools belong to whoever made them.
    end: (callback) => callback(undefined),
  };
}

interface Connected {
  readonly connection: MysqlPoolConnection;
  readonly node: DatabaseNode;
  /** Where to go on when this one is lost. */
  readonly others: readonly DatabaseNode[];
}

function connect(
  nodes: readonly DatabaseNode[],
  callback: (error: unknown, connected: Connected | undefined) => void,
): void {
  const [node, ...others] = nodes;
  if (!node) {
    callback(blamed(new Error('There is no database to ask.'), 'database'), undefined);
    return;
  }
  node.pool.getConnection((error, connection) => {
    if (!error) callback(undefined, { connection, node, others });
    else if (others.length === 0) callback(error, undefined);
    else connect(others, callback);
  });
}

// Of the two ways to ask, Kysely takes the one with a callback, but for streams.
function routed(connected: Connected): MysqlPoolConnection {
  return new RoutedConnection(connected) as unknown as MysqlPoolConnection;
}

class RoutedConnection {
  #at: Connected;
  #released = false;

  constructor(at: Connected) {
    this.#at = at;
  }

  query(sql: string, parameters: readonly unknown[], callback?: Callback): void {
    if (!callback) throw new Error('Nothing is streamed from here.');
    this.#ask(sql, parameters, callback);
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#at.connection.release();
  }

  #ask(sql: string, parameters: readonly unknown[], callback: Callback): void {
    const reads = /^\s*select\b/i.test(sql);
    const { connection, node, others } = this.#at;
    if (!reads && !node.isPrimary) {
      callback(primaryIsAway(), undefined);
      return;
    }
    connection.query(sql, parameters as unknown[], (error: unknown, result: unknown) => {
      if (!error || !reads || !isLost(error) || others.length === 0) callback(error, result);
      else
        this.#goOn(
          () => this.#ask(sql, parameters, callback),
          () => callback(error, undefined),
        );
    });
  }

  #goOn(again: () => void, giveUp: () => void): void {
    this.release();
    connect(this.#at.others, (_, connected) => {
      if (!connected) {
        giveUp();
        return;
      }
      this.#at = connected;
      this.#released = false;
      again();
    });
  }
}

function primaryIsAway(): Error {
  const error = new Error('Only the primary database takes writes, and it does not answer.');
  return blamed(Object.assign(error, { code: 'PROTOCOL_CONNECTION_LOST' }), 'database-primary');
}

const lost: ReadonlySet<string> = new Set([
  'BREAKER_OPEN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ER_SERVER_SHUTDOWN',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
]);

/** Whether a server was not reached, or lost: another may answer. */
export function isLost(error: unknown): boolean {
  return lost.has(systemErrorCode(error) ?? '');
}
