import { expect, it } from 'vitest';
import { generatorThreads } from './generator-threads.js';

it('sends from one thread, or as many as there are processors to spare', () => {
  expect(generatorThreads(undefined, 8)).toBe(1);
  expect(generatorThreads('7', 8)).toBe(7);
  expect(generatorThreads('1', 1)).toBe(1);
});

it.each(['0', '8', '-1', 'two', '1.5', ''])('refuses %j on eight processors', (asked) => {
  expect(() => generatorThreads(asked, 8)).toThrow(/--threads: .* from 1 to 7; .* 8 processors/);
});
