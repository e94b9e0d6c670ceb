import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { isLeftBehind, nameProcess } from './process-name.js';

const hours = 3_600_000;

it('knows a living process from a dead one, and from a later one of the same number', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const name = nameProcess(child.pid ?? 0);
  expect(name).toMatch(/^\w+$/);
  expect(isLeftBehind(name, 99 * hours)).toBe(false);
  const other = name.replace(/_[0-9a-f]{8}([0-9a-f]{4})$/, '_12345678$1');
  expect(isLeftBehind(other, 0)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isLeftBehind(name, 0)).toBe(true);
});

it('takes the word of age alone for another machine, and for a name it cannot read', () => {
  for (const name of [`elsewhere_${process.pid}_0123456789ab`, 'odd', '']) {
    expect([isLeftBehind(name, hours), isLeftBehind(name, 3 * hours)]).toEqual([false, true]);
  }
});
