import { bodyHolds, headersHold, needsBody, type ReplyCheck } from '../../loadtest/reply-check.js';

// What is looked for stands at the front; a larger answer must not fill the memory.
const mostKept = 1_048_576;

/** Looks at the answers of one connection as they come in, for routes that ask for it. */
export class ReplyWatch {
  #check: ReplyCheck | undefined;
  #keeps = false;
  #headers: readonly string[] = [];
  #chunks: Buffer[] = [];
  #size = 0;

  /** The next answer is one of a route with this check; undefined takes any. */
  expect(check: ReplyCheck | undefined): void {
    this.#check = check;
    this.#keeps = check !== undefined && needsBody(check);
    this.#chunks = [];
    this.#size = 0;
  }

  /** Raw names and values in turn. */
  head(headers: readonly string[]): void {
    this.#headers = headers;
  }

  body(part: Buffer): void {
    if (!this.#keeps || this.#size >= mostKept) return;
    // A copy: the packet it is part of is used again.
    const kept = Buffer.from(part.subarray(0, mostKept - this.#size));
    this.#chunks.push(kept);
    this.#size += kept.length;
  }

  /** Whether the answer holds what it must; asked once it is complete. */
  holds(): boolean {
    const check = this.#check;
    if (check === undefined) return true;
    if (!headersHold(check, this.#headers)) return false;
    return !this.#keeps || bodyHolds(check, Buffer.concat(this.#chunks).toString('utf8'));
  }
}
