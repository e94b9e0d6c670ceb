import { expect, it } from 'vitest';
import { createTestHost } from '../../src/testing/test-host.js';
import { openRollupProgress } from './rollup-progress.js';

const at = {
  dt: '2018-11-15',
  day: 3,
  of: 15,
  step: 'scanning-hours',
  hours: ['20', '21'],
} as const;

function shownOn(stderr: { isTTY?: boolean; columns?: number }, json = false, env = {}) {
  const written: string[] = [];
  const output = { write: (text: string | Uint8Array) => written.push(String(text)), ...stderr };
  const host = createTestHost({ argv: [], env, stderr: output });
  const progress = openRollupProgress({ host, json });
  progress.show(at);
  progress.close();
  progress.close();
  return written.join('');
}

it('writes one line anew on a terminal, and takes it away', () => {
  expect(shownOn({ isTTY: true })).toBe('\r\u001b[K3/15 2018-11-15: reading 2 hours …\r\u001b[K');
});

it('never lets the line wrap', () => {
  expect(shownOn({ isTTY: true, columns: 21 })).toContain('\u001b[K3/15 2018-11-15: rea\r');
});

it('is silent in a log, in JSON and on a dumb terminal', () => {
  expect(shownOn({})).toBe('');
  expect(shownOn({ isTTY: true }, true)).toBe('');
  expect(shownOn({ isTTY: true }, false, { TERM: 'dumb' })).toBe('');
});
