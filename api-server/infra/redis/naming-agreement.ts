import * as z from 'zod';
import type { Clock } from '../../../src/platform/host.js';
import { Repeating } from '../../../src/platform/repeating.js';
import type { NamingSecret } from '../../ports.js';
import { agreeScript } from './limit-scripts.js';
import type { RedisLink } from './redis-link.js';

const everyMs = 1000;
/** How often it is looked whether what was agreed on still stands, such as after Redis was emptied. */
const lookMs = 30_000;
/** No name of a client outlives its day. */
const longestMs = 86_400_000;
const answerSchema = z.tuple([z.string().regex(/^[\w-]{43}$/), z.int().positive()]);

/** What agreeing on a secret takes. */
export interface NamingAgreementDeps {
  readonly link: RedisLink;
  readonly clock: Clock;
  readonly key: string;
}

/**
 * Keeps the secret by which addresses are named equal in all processes: the first leaves its own in
 * Redis, the others take it, until it ends. Who finds none there, because Redis has lost it, leaves
 * the one it has, so that clients keep their names.
 */
export class NamingAgreement {
  readonly #deps: NamingAgreementDeps;
  readonly #repeating: Repeating;
  #secret: NamingSecret | undefined;
  /** Of the monotonic clock. */
  #nextAt = Number.NEGATIVE_INFINITY;

  constructor(deps: NamingAgreementDeps) {
    this.#deps = deps;
    this.#repeating = new Repeating(deps.clock, everyMs, () => this.#agreeWhenDue());
    deps.link.onAnswers(() => void this.#agree());
  }

  follow(secret: NamingSecret): void {
    this.#secret = secret;
    this.#repeating.start();
    void this.#agree();
  }

  async stop(): Promise<void> {
    await this.#repeating.stop();
  }

  async #agreeWhenDue(): Promise<void> {
    if (this.#deps.clock.monotonic() >= this.#nextAt) await this.#agree();
  }

  async #agree(): Promise<void> {
    const { link, clock, key } = this.#deps;
    if (this.#secret === undefined) return;
    const own = this.#secret.current();
    const askedAt = clock.monotonic();
    const ownMs = Math.min(longestMs, Math.max(1, Math.ceil(own.until - askedAt)));
    const args = [own.bytes.toString('base64url'), ownMs, longestMs];
    const answer = await link.ask((redis) => redis.eval(agreeScript, 1, key, ...args));
    const agreed = answerSchema.safeParse(answer).data;
    if (agreed === undefined) return;
    const [text, leftMs] = agreed;
    this.#secret.adopt(Buffer.from(text, 'base64url'), askedAt + leftMs);
    this.#nextAt = askedAt + Math.min(lookMs, leftMs);
  }
}
