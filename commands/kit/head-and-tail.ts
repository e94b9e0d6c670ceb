const headBytes = 4096;
const tailBytes = 8192;

/** Keeps the first and the last part of an output of any length, in bounded memory. */
export class HeadAndTail {
  #head = Buffer.alloc(0);
  #tail = Buffer.alloc(0);
  #omitted = 0;

  add(chunk: Uint8Array): void {
    const room = headBytes - this.#head.length;
    const first = chunk.subarray(0, Math.max(0, room));
    this.#head = Buffer.concat([this.#head, first]);
    const joined = Buffer.concat([this.#tail, chunk.subarray(first.length)]);
    const over = Math.max(0, joined.length - tailBytes);
    this.#omitted += over;
    this.#tail = Buffer.from(joined.subarray(over));
  }

  /**
   * What was kept. Where something is left out, both sides are cut at the end of a line, or of a
   * word: half a secret is one that nothing recognises any more.
   */
  text(): { readonly head: string; readonly tail: string; readonly omittedBytes: number } {
    if (this.#omitted === 0) {
      const whole = Buffer.concat([this.#head, this.#tail]).toString('utf8');
      return { head: whole, tail: '', omittedBytes: 0 };
    }
    const head = this.#head.subarray(0, lastBreak(this.#head));
    const tail = this.#tail.subarray(firstBreak(this.#tail));
    const cut = this.#head.length - head.length + this.#tail.length - tail.length;
    return {
      head: head.toString('utf8'),
      tail: tail.toString('utf8'),
      omittedBytes: this.#omitted + cut,
    };
  }
}

function lastBreak(bytes: Buffer): number {
  return bytes.lastIndexOf('\n') + 1 || bytes.lastIndexOf(' ') + 1;
}

function firstBreak(bytes: Buffer): number {
  const line = bytes.indexOf('\n');
  const word = line < 0 ? bytes.indexOf(' ') : line;
  return word < 0 ? bytes.length : word + 1;
}
