import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { processRuns } from './process-runs.js';

it('tells a process that runs from one that has ended and is not yet buried', async () => {
  // A shell that becomes a program which never looks after its child.
  const script = 'sleep 0.05 & echo $!; exec sleep 60';
  const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const child = Number(String(line));
  expect(processRuns(Number(parent.pid))).toBe(true);
  await expect.poll(() => processRuns(child), { timeout: 5000, interval: 10 }).toBe(false);
  // It is there still, for its parent to look at.
  expect(process.kill(child, 0)).toBe(true);
  const ended = once(parent, 'exit');
  parent.kill('SIGKILL');
  await ended;
  expect(processRuns(Number(parent.pid))).toBe(false);
});
