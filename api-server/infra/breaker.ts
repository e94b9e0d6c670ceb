/** When a breaker opens, and how often it lets somebody try. */
export interface BreakerOptions {
  /** What it guards, as it is named in log lines, such as `redis`. */
  readonly dependency: string;
  /** Failures in a row, with no answer in between, that open it. */
  readonly failures: number;
  /** While it is open one attempt is let through in so many milliseconds. */
  readonly pauseMs: number;
  readonly monotonic: () => number;
  /** Told when it opens and when it closes. */
  readonly onChange?: (open: boolean) => void;
}

/** The dependency has failed so often that it is not asked now. */
export class BreakerOpen extends Error {
  override readonly name = 'BreakerOpen';
  readonly code = 'BREAKER_OPEN';

  constructor(dependency: string) {
    super(`${dependency} has failed several times in a row and is left alone for a moment.`);
  }
}

/**
 * Fails fast what would fail anyway. After some failures in a row it is open: callers are refused at
 * once, but one in a while is let through (half-open), and the first answer closes it again. Any
 * answer counts as one, also an error that the dependency itself gives: only silence and lost
 * connections are failures, so that one bad statement never cuts off everybody.
 */
export class Breaker {
  readonly #options: BreakerOptions;
  #inARow = 0;
  #open = false;
  #isTrying = false;
  #opened = 0;
  /** Of the monotonic clock: from when on somebody may try. */
  #nextTryAt = 0;

  constructor(options: BreakerOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** Half-open: what was let through while it was open has not answered. */
  get position(): 'closed' | 'half-open' | 'open' {
    if (!this.#open) return 'closed';
    return this.#isTrying ? 'half-open' : 'open';
  }

  /** How often it has opened. */
  get opened(): number {
    return this.#opened;
  }

  /** Whether the dependency may be asked now. Who is let in says afterwards how it went. */
  enter(): boolean {
    if (!this.#open) return true;
    const now = this.#options.monotonic();
    if (now < this.#nextTryAt) return false;
    this.#nextTryAt = now + this.#options.pauseMs;
    this.#isTrying = true;
    return true;
  }

  /** It answered. */
  succeeded(): void {
    this.#inARow = 0;
    if (this.#open) this.#turn(false);
  }

  /** It did not answer. */
  failed(): void {
    this.#inARow += 1;
    this.#isTrying = false;
    if (this.#inARow < this.#options.failures) return;
    this.#nextTryAt = this.#options.monotonic() + this.#options.pauseMs;
    if (!this.#open) this.#turn(true);
  }

  /** Does the work, or throws {@link BreakerOpen}; `isFailure` tells which errors are no answer. */
  async run<T>(work: () => Promise<T>, isFailure: (error: unknown) => boolean): Promise<T> {
    if (!this.enter()) throw new BreakerOpen(this.#options.dependency);
    try {
      const value = await work();
      this.succeeded();
      return value;
    } catch (error) {
      if (isFailure(error)) this.failed();
      else this.succeeded();
      throw error;
    }
  }

  #turn(open: boolean): void {
    this.#open = open;
    this.#isTrying = false;
    if (open) this.#opened += 1;
    this.#options.onChange?.(open);
  }
}
