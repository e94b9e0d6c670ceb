import { describe, expect, it } from 'vitest';
import { createTurns } from './turns.js';

describe('turns', () => {
  it('run one at a time, in the order asked for, whatever becomes of the one before', async () => {
    const turns = createTurns();
    const log: string[] = [];
    const work =
      (name: string, fails = false) =>
      async () => {
        log.push(`${name} begins`);
        await new Promise((done) => setImmediate(done));
        log.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      };
    const results = await Promise.allSettled([
      turns.take('x', work('a')),
      turns.take('x', work('b', true)),
      turns.take('x', work('c')),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(log).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]));
  });

  it('of different names do not wait for each other', async () => {
    const turns = createTurns();
    let release = (): void => undefined;
    const held = turns.take('x', () => new Promise<void>((done) => (release = done)));
    expect(await turns.take('y', async () => 'free')).toBe('free');
    release();
    await held;
  });
});
