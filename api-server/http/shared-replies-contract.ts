import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Change, SharedReplies } from '../ports.js';
import { jsonReply, type Reply } from './reply.js';

/** Replies that processes share, for the suite. */
export interface SharedRepliesUnderTest {
  /** What another process has of them; it has applied all changes so far. */
  open(): Promise<SharedReplies>;
  /** Records a change in the database of all these processes, and gives its number. */
  change(kind: Change['kind'], subject: string): number;
  close(): Promise<void>;
}

const day = 86_400_000;
const short = jsonReply('{"id":"ebv"}', ['X-More', 'café']);
const long: Reply = { ...jsonReply(JSON.stringify('é'.repeat(5000))), etag: '"1"' };

/** What all {@link SharedReplies} do. */
export function sharedRepliesContract(
  name: string,
  begin: () => Promise<SharedRepliesUnderTest>,
): void {
  describe(`${name} as replies that processes share`, () => {
    let under: SharedRepliesUnderTest;
    let one: SharedReplies;
    let other: SharedReplies;
    beforeAll(async () => {
      under = await begin();
      [one, other] = [await under.open(), await under.open()];
    });
    afterAll(() => under.close());

    let keys = 0;
    /** Puts a reply about an image there, and gives its key when the other process has it. */
    const shared = async (image: string, reply = short) => {
      keys += 1;
      const key = `GET /v1/images/{image_id}-${image}\n${keys}`;
      await expect
        .poll(async () => {
          (await one.find(key, [`image:${image}`])).put(reply, day);
          return found(other, key, image);
        })
        .toEqual(reply);
      return key;
    };
    const found = async (process: SharedReplies, key: string, image: string) =>
      (await process.find(key, [`image:${image}`])).found?.reply;

    it('gives one process what another has put there, as it was', async () => {
      const [key, second] = [await shared('a'), await shared('a', long)];
      expect(await found(one, key, 'a')).toEqual(short);
      expect(await found(other, second, 'a')).toEqual(long);
      const lookup = await other.find(key, ['image:a']);
      expect(lookup.found?.ageMs).toBeGreaterThanOrEqual(0);
    });

    it('gives nothing under another key', async () => {
      const key = await shared('a');
      expect(await found(other, `${key}&`, 'a')).toBeUndefined();
    });

    it('gives nobody what a change made old, once one process has applied it', async () => {
      const [key, breeds] = [await shared('b'), 'GET /v1/breeds-'];
      await expect
        .poll(async () => {
          (await one.find(breeds, ['breeds'])).put(short, day);
          return (await other.find(breeds, ['breeds'])).found;
        })
        .toBeDefined();
      one.applied(under.change('image', 'b'));
      expect(await found(one, key, 'b')).toBeUndefined();
      await expect.poll(() => found(other, key, 'b')).toBeUndefined();
      await expect
        .poll(async () => (await one.find(breeds, ['breeds'])).found?.reply)
        .toEqual(short);
      one.applied(under.change('breed', 'abys'));
      await expect.poll(async () => (await other.find(breeds, ['breeds'])).found).toBeUndefined();
    });

    it('never gives what a slow process had read before a change and puts there after it', async () => {
      const key = await shared('c');
      const slow = await one.find(key, ['image:c']);
      const seq = under.change('image', 'c');
      other.applied(seq);
      await expect.poll(() => found(one, key, 'c')).toBeUndefined();
      slow.put(jsonReply('"old"'), day);
      for (let turn = 0; turn < 20; turn += 1) {
        expect(await found(other, key, 'c')).toBeUndefined();
        expect(await found(one, key, 'c')).toBeUndefined();
        expect(await found(await under.open(), key, 'c')).toBeUndefined();
      }
      one.applied(seq);
      await expect
        .poll(async () => {
          (await one.find(key, ['image:c'])).put(jsonReply('"new"'), day);
          return (await found(other, key, 'c'))?.body;
        })
        .toBe('"new"');
    });

    it('leaves what a change has nothing to do with', async () => {
      const key = await shared('d');
      const seq = under.change('image', 'e');
      one.applied(seq);
      other.applied(seq);
      await expect.poll(() => found(one, key, 'd')).toEqual(short);
      await expect.poll(() => found(other, key, 'd')).toEqual(short);
    });
  });
}
