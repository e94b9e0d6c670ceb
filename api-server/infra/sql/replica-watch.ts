import { Kysely, sql } from 'kysely';
import type { Clock } from '../../../src/platform/host.js';
import { Repeating } from '../../../src/platform/repeating.js';
import type { FailureLog, Health, Log } from '../../ports.js';
import { createMariaDbDialect } from './mariadb-dialect.js';
import { chooseReplica, type ReplicaView } from './read-choice.js';
import { ReplicaAges } from './replica-ages.js';
import type { DatabaseNode } from './routed-pool.js';
import type { Db, Tables } from './tables.js';

/** How often every server is looked at. */
const everyMs = 1000;

/** What watching takes. */
export interface ReplicaWatchDeps {
  readonly primary: DatabaseNode;
  readonly replicas: readonly DatabaseNode[];
  /** For the log, in the order of `replicas`. */
  readonly names: readonly string[];
  readonly maxLagSeconds: number;
  readonly clock: Pick<Clock, 'monotonic' | 'sleep'>;
  readonly log: Log;
  readonly failures: FailureLog;
  readonly health: Health;
}

/** Knows which servers answer and how far the replicas are, and so in which order to ask them. */
export class ReplicaWatch {
  readonly #deps: ReplicaWatchDeps;
  readonly #primary: Db;
  readonly #replicas: readonly Db[];
  #views: readonly (ReplicaView | undefined)[] = [];
  #primaryAnswers = true;
  #current: number | undefined;
  readonly #ages = new ReplicaAges();
  #ageMs = 0;
  #lagSeconds = 0;
  #seq = 0;
  /** Those that do not answer, by name, and why. */
  readonly #unusable = new Map<string, unknown>();
  readonly #looking: Repeating;

  constructor(deps: ReplicaWatchDeps) {
    this.#deps = deps;
    this.#looking = new Repeating(deps.clock, everyMs, () => this.#look());
    this.#primary = dbOn(deps.primary);
    this.#replicas = deps.replicas.map(dbOn);
  }

  /** Looks once, then goes on looking until {@link stop}. */
  async start(): Promise<void> {
    await this.#look();
    this.#looking.start();
  }

  async stop(): Promise<void> {
    await this.#looking.stop();
  }

  /** Remembers the newest change that was read: who is read from next must have it. */
  noteSeq(seq: number): void {
    this.#seq = Math.max(this.#seq, seq);
  }

  /** For what all clients share: a replica, with the primary and the others behind it. */
  readonly sharedOrder = (): readonly DatabaseNode[] => {
    const { primary, replicas } = this.#deps;
    const chosen = this.#current === undefined ? [] : [replicas[this.#current] ?? primary];
    return unique([...chosen, ...(this.#primaryAnswers ? [primary] : []), ...replicas, primary]);
  };

  /** For what one account wrote: the primary, which has it; while that is lost, the replicas. */
  readonly ownOrder = (): readonly DatabaseNode[] => {
    const { primary } = this.#deps;
    if (this.#primaryAnswers) return unique([primary, ...this.sharedOrder()]);
    return unique([...this.sharedOrder().filter((node) => node !== primary), primary]);
  };

  /** How far behind the primary what is read was at the last look; it is looked at every second. */
  get ageMs(): number {
    return this.#ageMs;
  }

  /** How far the replica furthest behind is behind, silent ones and such that stand still too. */
  get lagSeconds(): number {
    return this.#lagSeconds;
  }

  async #look(): Promise<void> {
    const { clock, failures, log, maxLagSeconds, names } = this.#deps;
    this.#unusable.clear();
    const now = clock.monotonic();
    const [silence, ...views] = await Promise.all([
      silenceOf(this.#primary),
      ...this.#replicas.map((replica, index) => this.#view(replica, names[index] ?? '')),
    ]);
    const primaryAnswers = silence === undefined;
    if (primaryAnswers && !this.#primaryAnswers) log.info('primary-database-back', {});
    if (!primaryAnswers && this.#primaryAnswers) failures.note('primary-database-lost', silence);
    const known = { views, primaryAnswers, seq: this.#seq, maxLagSeconds };
    const chosen = chooseReplica({ ...known, current: this.#current });
    if (chosen !== this.#current) {
      log.info('database-reads-from', {
        server: chosen === undefined ? 'primary' : names[chosen],
      });
    }
    const [why] = this.#unusable.values();
    const which = [...this.#unusable.keys()].join(' and ');
    this.#deps.health.seen('database-replicas', why, which);
    this.#views = views;
    this.#ages.note(views, now);
    this.#ageMs = chosen === undefined ? 0 : this.#ages.of(chosen, now);
    this.#lagSeconds = Math.max(...views.map((_, index) => this.#ages.of(index, now))) / 1000;
    this.#primaryAnswers = primaryAnswers;
    this.#current = chosen;
  }

  async #view(replica: Db, name: string): Promise<ReplicaView | undefined> {
    const isFirstLook = this.#views.length === 0;
    const answered = this.#views[this.#deps.names.indexOf(name)] !== undefined;
    try {
      const view = await viewOf(replica);
      if (!isFirstLook && !answered) this.#deps.log.info('database-replica-back', { server: name });
      return view;
    } catch (error) {
      this.#unusable.set(name, error);
      if (isFirstLook || answered)
        this.#deps.failures.note('database-replica-unusable', error, { server: name });
      return undefined;
    }
  }
}

function dbOn({ pool }: DatabaseNode): Db {
  return new Kysely<Tables>({ dialect: createMariaDbDialect(pool) });
}

/** Why a server does not answer; undefined when it does. */
async function silenceOf(db: Db): Promise<unknown> {
  try {
    await sql`select 1`.execute(db);
    return undefined;
  } catch (error) {
    return error;
  }
}

async function viewOf(db: Db): Promise<ReplicaView> {
  const [status, newest] = await Promise.all([
    sql<{ Slave_SQL_Running: string; Seconds_Behind_Master: number | null }>`
      show replica status`.execute(db),
    db
      .selectFrom('changes')
      .select(({ fn }) => fn.max('seq').as('seq'))
      .executeTakeFirst(),
  ]);
  const row = status.rows[0];
  return {
    applies: row?.Slave_SQL_Running === 'Yes',
    lagSeconds: row?.Seconds_Behind_Master ?? null,
    seq: Number(newest?.seq ?? 0),
  };
}

function unique(nodes: readonly DatabaseNode[]): readonly DatabaseNode[] {
  return [...new Set(nodes)];
}
