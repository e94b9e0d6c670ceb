/** Where a restart is asked for. However often that is while one is under way, one more follows. */
export class RestartRequests {
  #asked = false;
  #heard: () => void = () => {};

  ask(): void {
    this.#asked = true;
    this.#heard();
  }

  /** Resolves at the next request, at once when there was one; also when it is aborted. */
  async next(signal: AbortSignal): Promise<void> {
    while (!this.#asked && !signal.aborted) await this.#wait(signal);
    this.#asked = false;
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((heard) => {
      this.#heard = heard;
      signal.addEventListener('abort', () => heard(), { once: true });
    });
  }
}
