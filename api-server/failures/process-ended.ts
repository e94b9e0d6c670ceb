/** A process of ours has ended that should run. Its message is ours: it is told in the log. */
export class ProcessEnded extends Error {
  override readonly name = 'ProcessEnded';
  /** Killed from outside; nobody can say why, but for want of memory it looks like this. */
  readonly killed: boolean;

  /** `then` says what is done about it. */
  constructor(what: string, reason: string, then: string) {
    const killed = reason === 'SIGKILL';
    const by = killed ? ': somebody did it, or the kernel, because memory ran out' : '';
    super(`The ${what} ended (${reason})${by}. ${then}`);
    this.killed = killed;
  }
}
