import { clearImmediate, clearTimeout, setImmediate, setTimeout } from 'node:timers';
import { Redis } from 'ioredis';
import { systemErrorCode } from '../../../src/platform/errors.js';
import type { Clock } from '../../../src/platform/host.js';
import { blamed } from '../../failures/dependency.js';
import type { FailureLog, LinkState, Log } from '../../ports.js';
import { RedisConnector } from './redis-connector.js';
import { type RedisLocation, redisPlace } from './redis-location.js';

// The one place that opens connections to Redis.

/** How long Redis is left out after it did not answer, before it is tried again. */
const leaveOutMs = 1000;
const connectMs = 1000;
/** How long an error that Redis answers is spoken of. */
const complaintMs = 60_000;
/** A connection without a word for this long, while one is due, is given up. */
const silentMs = 3000;

/** What a link takes. */
export interface RedisLinkDeps {
  readonly location: RedisLocation;
  readonly clock: Clock;
  readonly log: Log;
  readonly failures: FailureLog;
  /** How long anybody waits for an answer. */
  readonly answerMs: number;
}

/**
 * The connection of a process to Redis. Nobody waits longer than `answerMs`: whoever meets a
 * Redis that is lost or slow pays that once, and then it is left out for a second and tried behind
 * everybody's back. Nothing is queued for later.
 */
export class RedisLink {
  readonly #redis: Redis;
  readonly #deps: RedisLinkDeps;
  readonly #stop = new AbortController();
  readonly #listeners: (() => void)[] = [];
  #works = false;
  #since: number;
  #reason: string | undefined;
  #refusal = { code: '', at: Number.NEGATIVE_INFINITY };
  #trying = false;
  #asked = 0;
  #failed = 0;

  constructor(deps: RedisLinkDeps) {
    this.#deps = deps;
    this.#since = deps.clock.now();
    this.#redis = connect(deps.location);
    this.#redis.on('error', (error) => this.#lost(error));
    this.#redis.on('close', () => this.#lost(new Error('The connection is closed.')));
    this.#redis.on('ready', () => void this.#try());
  }

  /** Connects, and waits for it a second at most: without it everything goes on. */
  async start(): Promise<void> {
    const connected = this.#redis.connect().then(() => this.#try());
    await within(connected, connectMs).catch((error) => this.#lost(error));
  }

  /** Called each time that Redis answers again: it may be another one, or an older one. */
  onAnswers(listener: () => void): void {
    this.#listeners.push(listener);
  }

  get works(): boolean {
    return this.#works;
  }

  get state(): LinkState {
    const recent = this.#deps.clock.monotonic() - this.#refusal.at < complaintMs;
    const reason = this.#reason ?? (recent ? this.#refusal.code : undefined);
    return { works: this.#works, since: this.#since, ...(reason !== undefined && { reason }) };
  }

  /** How often it was asked, and how often that came to nothing. */
  get counts(): { readonly asked: number; readonly failed: number } {
    return { asked: this.#asked, failed: this.#failed };
  }

  /** What Redis answers; undefined when it does not in time, or answers with an error. */
  async ask<T>(work: (redis: Redis) => Promise<T>): Promise<T | undefined> {
    if (!this.#works) return undefined;
    this.#asked += 1;
    try {
      return await within(work(this.#redis), this.#deps.answerMs);
    } catch (error) {
      this.#failed += 1;
      // An error that Redis answers costs nobody time, and the next thing asked may be right.
      if (isAnswer(error)) this.#refused(error);
      else this.#lost(error);
      return undefined;
    }
  }

  close(): void {
    this.#stop.abort();
    this.#works = false;
    this.#redis.disconnect();
  }

  #refused(error: Error): void {
    const code = codeOf(error);
    this.#refusal = { code, at: this.#deps.clock.monotonic() };
    this.#note('redis-refuses', code);
  }

  #lost(error: unknown): void {
    if (this.#stop.signal.aborted) return;
    const first = this.#works || this.#reason === undefined;
    const code = codeOf(error);
    this.#works = false;
    // That it is closed is what is heard last, after the reason.
    if (first || code !== closed) this.#reason = code;
    if (first) {
      this.#since = this.#deps.clock.now();
      this.#note('redis-lost', code);
    }
    if (!this.#trying) void this.#tryLater();
  }

  #note(event: string, code: string): void {
    const { failures, location } = this.#deps;
    failures.note(event, blamed(new RedisFailure(code), 'redis'), { server: redisPlace(location) });
  }

  async #tryLater(): Promise<void> {
    const { signal } = this.#stop;
    this.#trying = true;
    while (!this.#works && !signal.aborted) {
      await this.#deps.clock.sleep(leaveOutMs, signal).catch(() => {});
      await this.#try();
    }
    this.#trying = false;
  }

  async #try(): Promise<void> {
    if (this.#works || this.#redis.status !== 'ready') return;
    try {
      const answer = await within(this.#redis.ping(), this.#deps.answerMs);
      if (answer !== 'PONG' || this.#works || this.#stop.signal.aborted) return;
    } catch (error) {
      this.#reason = codeOf(error);
      return;
    }
    this.#works = true;
    this.#since = this.#deps.clock.now();
    this.#reason = undefined;
    this.#deps.log.info('redis-answers', { server: redisPlace(this.#deps.location) });
    for (const listener of this.#listeners) listener();
  }
}

function connect({ host, port, user, password, database, tls, ca }: RedisLocation): Redis {
  return new Redis({
    ...{ host, port, db: database },
    ...(user !== undefined && { username: user }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: ca === undefined ? {} : { ca } }),
    Connector: RedisConnector,
    connectionName: 'catops',
    lazyConnect: true,
    connectTimeout: connectMs,
    socketTimeout: silentMs,
    keepAlive: 10_000,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(leaveOutMs, 50 * attempt),
  });
}

const closed = 'CLOSED';

/** What a pipeline answered; throws when any part of it was refused. */
export function valuesOf(results: readonly [Error | null, unknown][] | null): readonly unknown[] {
  return (results ?? []).map(([error, value]) => {
    if (error) throw error;
    return value;
  });
}

/** What is told of a failure: its kind and nothing that Redis or its driver says of it. */
class RedisFailure extends Error {
  override readonly name = 'RedisFailure';
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

class Late extends Error {
  readonly code = 'ETIMEDOUT';
}

/** Settles as `work` does, or rejects when that takes too long. */
function within<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    let last: NodeJS.Immediate | undefined;
    const timer = setTimeout(() => {
      // After a long turn of this process the answer may be there, unread: it is read first.
      last = setImmediate(() => reject(new Late('Redis does not answer in time.')));
    }, ms);
    const settle = () => {
      clearTimeout(timer);
      if (last) clearImmediate(last);
    };
    work.then(
      (value) => {
        settle();
        resolve(value);
      },
      (error: unknown) => {
        settle();
        reject(error);
      },
    );
  });
}

function isAnswer(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError';
}

/** The kind of failure only: texts of Redis may repeat what it was sent. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  // Redis begins its texts with a code, such as WRONGPASS.
  const code = systemErrorCode(error) ?? /\b[A-Z]{3,20}\b/.exec(error.message)?.[0];
  return code ?? (error.name === 'Error' ? closed : error.name);
}
