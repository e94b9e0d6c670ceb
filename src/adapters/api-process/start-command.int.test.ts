import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startCommand } from './start-command.js';

const server = `node -e "require('http').createServer((q, r) => r.end(process.pid + '')).listen(process.env.PORT, '127.0.0.1')"`;
const start = (command: string, signal = new AbortController().signal) =>
  startCommand({
    command,
    cwd: process.cwd(),
    env: { PATH: process.env['PATH'] },
    portVariables: ['PORT'],
    signal,
  });

async function answer(url: string): Promise<number> {
  for (;;) {
    const reply = await fetch(url).catch(() => null);
    if (reply) return Number(await reply.text());
    await sleep(20);
  }
}
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('starts what a shell starts, on a port of its own, and ends all of it', async () => {
  const command = await start(`${server} & wait`);
  const pid = await answer(command.url);
  expect([isAlive(pid), command.ended()]).toEqual([true, null]);
  await command.stop();
  await command.stop();
  while (isAlive(pid)) await sleep(5);
  expect(command.ended()).toContain('SIGTERM');
});

it('ends with whoever started it, also when that was killed', async () => {
  const code = `
    const { startCommand } = await import('./src/adapters/api-process/start-command.ts');
    const { signal } = new AbortController();
    const command = ${JSON.stringify(`exec ${server}`)};
    const { env } = process;
    const { url } = await startCommand({ command, cwd: '.', env, portVariables: ['PORT'], signal });
    console.log(url);`;
  const starter = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code]);
  const [url] = await once(starter.stdout, 'data');
  const pid = await answer(String(url).trim());
  starter.kill('SIGKILL');
  while (isAlive(pid)) await sleep(5);
  expect(isAlive(pid)).toBe(false);
});

it('ends it when it is told to stop everything', async () => {
  const stopping = new AbortController();
  const command = await start(`exec ${server}`, stopping.signal);
  const pid = await answer(command.url);
  stopping.abort();
  while (isAlive(pid)) await sleep(5);
  await expect(start('true', stopping.signal)).rejects.toThrow();
});

it('says how a command ended that ended by itself, and what it said last', async () => {
  const command = await start(`printf 'no such \\033[31mrelease\\n' >&2; exit 3`);
  while (command.ended() === null) await sleep(5);
  expect(command.ended()).toBe('it ended (exit 3): no such release');
  await command.stop();
});
