import { createHash, randomInt } from 'node:crypto';
import { tagsOf } from '../../http/change-tags.js';
import type { ChangeFeed } from '../../ports.js';
import type { RedisLink } from './redis-link.js';
import { beginScript, markBase, memberOf, raiseScript, tagMembers } from './tag-scripts.js';

const batch = 500;
/** With more changes than this to put in, beginning anew costs less. */
const mostBehind = 10_000;
const mostTags = 100_000;
/** Longer than any reply is kept; should it end all the same, so do they. */
const keepMs = 7 * 86_400_000;
/** After it failed, or the database had not what it was asked for. */
const pauseMs = 1000;

/** What keeping the tags takes. */
export interface TagSequenceDeps {
  readonly link: RedisLink;
  /** Key of the sorted set. */
  readonly key: string;
  readonly changes: ChangeFeed;
  readonly monotonic: () => number;
}

/** Where the set stands, as it was read. */
export interface Stand {
  readonly epoch: string;
  readonly at: number;
  readonly floor: number;
}

/**
 * Keeps Redis's record of what changed level with the database, whose change sequence is the only
 * memory of it: what Redis has missed or lost is read there again, so nothing is queued for it. A
 * record of which it is not sure that it is this database's is begun anew, and ends all that was kept.
 */
export class TagSequence {
  readonly #deps: TagSequenceDeps;
  /** All changes up to this one are applied in this process; before it knows any, none. */
  #applied = -1;
  /** The epoch that was seen to be of this database. */
  #sure: string | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(deps: TagSequenceDeps) {
    this.#deps = deps;
  }

  get applied(): number {
    return this.#applied;
  }

  /** Nothing that is older is believed from now on; Redis is told in the background. */
  advance(seq: number): void {
    this.#applied = seq;
    this.#again = true;
    this.#notBefore = Number.NEGATIVE_INFINITY;
    this.level();
  }

  /** After a lost connection it may be another Redis, or an older one. */
  doubt(): void {
    this.#sure = undefined;
    this.#notBefore = Number.NEGATIVE_INFINITY;
    this.level();
  }

  /** True when the record is this database's and has every change that this process knows of. */
  believes(stand: Stand | undefined): boolean {
    const sure = stand !== undefined && stand.epoch === this.#sure;
    if (sure && stand.at >= this.#applied) return true;
    this.level();
    return false;
  }

  /** Brings Redis level in the background; once at a time. */
  level(): void {
    if (this.#running !== undefined || this.#applied < 0) return;
    if (this.#deps.monotonic() < this.#notBefore) return;
    this.#running = this.#level()
      .catch(() => false)
      .then((done) => {
        this.#running = undefined;
        if (!done) this.#notBefore = this.#deps.monotonic() + pauseMs;
        else if (this.#again) this.level();
      });
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #level(): Promise<boolean> {
    for (;;) {
      this.#again = false;
      const stand = await this.#read();
      if (stand === undefined) return false;
      const known = stand.epoch !== '' && (await this.#isOurs(stand));
      if (known) this.#sure = stand.epoch;
      if (known && stand.at >= this.#applied) return true;
      const goOn = known && this.#applied - stand.at <= mostBehind;
      if (!(goOn ? await this.#catchUp(stand) : await this.#begin(stand.epoch))) return false;
    }
  }

  async #read(): Promise<(Stand & { readonly mark: string }) | undefined> {
    const { link, key } = this.#deps;
    const scores = await link.ask((redis) => redis.zmscore(key, ...tagMembers));
    if (scores === undefined) return undefined;
    const [epoch, at, floor, mark] = scores;
    if (!epoch || !at || !floor || !mark) return { epoch: epoch ?? '', at: -1, floor: 0, mark: '' };
    return { epoch, at: Number(at), floor: Number(floor), mark };
  }

  async #isOurs({ epoch, at, mark }: Stand & { readonly mark: string }): Promise<boolean> {
    return epoch === this.#sure || (at >= 0 && mark === (await this.#markOf(at)));
  }

  async #begin(seen: string): Promise<boolean> {
    const { link, key } = this.#deps;
    const at = this.#applied;
    const mark = await this.#markOf(at);
    if (mark === undefined) return false;
    const epoch = markBase + randomInt(2 ** 47);
    const args = [seen, epoch, at, mark, keepMs];
    const began = await link.ask((redis) => redis.eval(beginScript, 1, key, ...args));
    return began !== undefined;
  }

  async #catchUp(stand: Stand): Promise<boolean> {
    const { link, key, changes } = this.#deps;
    const missed = await changes.since(stand.at, batch);
    const to = missed.at(-1)?.seq;
    // Without any the database that was asked is itself behind.
    const mark = to === undefined ? undefined : await this.#markOf(to);
    if (to === undefined || mark === undefined) return false;
    const scored = missed.flatMap((each) =>
      tagsOf(each).flatMap((tag) => [each.seq, memberOf(tag)]),
    );
    const args = [stand.epoch, stand.at, to, mark, keepMs, mostTags, ...scored];
    const raised = await link.ask((redis) => redis.eval(raiseScript, 1, key, ...args));
    return raised !== undefined;
  }

  async #markOf(seq: number): Promise<string | undefined> {
    const mark = seq === 0 ? '' : await this.#deps.changes.mark(seq);
    if (mark === undefined) return undefined;
    const hash = createHash('sha256').update(mark).digest();
    return String(markBase + hash.readUIntBE(0, 5));
  }
}
