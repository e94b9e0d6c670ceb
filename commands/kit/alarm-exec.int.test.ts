import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StateChange } from '../../src/alarms/alarm.js';
import type { ToldChange } from '../../src/alarms/follow/follow-event.js';
import { systemClock } from '../../src/platform/node-host.js';
import { identify } from '../../src/platform/process-identity.js';
import { createTestHost } from '../../src/testing/test-host.js';
import { createAlarmExec } from './alarm-exec.js';

const hostile = `x'; touch "$PWNED"; $(touch "$PWNED") \`touch "$PWNED"\` \u0000\u001b[2J`;

function told(seq: number, changed: Partial<StateChange> = {}): ToldChange {
  const change: StateChange = {
    ...{ name: 'error-share', type: 'metric', at: '2026-09-12T03:14:20.000Z' },
    ...{ from: 'OK', to: 'ALARM', reason: '7.0 > 1', value: 7, threshold: 1, ...changed },
  };
  return { seq, change, source: 'history', alarm: null, lastedMs: null, release: null };
}

describe('the command that is run for each change', () => {
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'catops-exec-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  function exec(command: string, withinMs = 20_000) {
    const said: string[] = [];
    const env = { PATH: process.env['PATH'], OUT: join(dir, 'out'), PWNED: join(dir, 'pwned') };
    const host = createTestHost({ argv: [], cwd: dir, clock: systemClock, env });
    const say = (line: string) => void said.push(line);
    return { said, host, run: createAlarmExec({ host, command, withinMs, say }) };
  }

  it('has the change in its environment and on its input, never in its text', async () => {
    const { run, said, host } = exec(
      'cat >> "$OUT"; printf "%s|%s|%s\\n" "$CATOPS_ALARM_NAME" "$CATOPS_ALARM_TO" "$CATOPS_ALARM_SEQ" >> "$OUT"; echo heard',
    );
    run.run(told(1, { name: hostile }));
    run.run(told(2, { to: 'OK' }));
    await run.drain();
    expect(said).toEqual([]);
    const [record = '', line = '', ...rest] = (await readFile(join(dir, 'out'), 'utf8')).split(
      '\n',
    );
    expect(JSON.parse(record)).toMatchObject({ seq: 1, alarm: hostile, to: 'ALARM' });
    expect(line).toBe(`x'; touch "$PWNED"; $(touch "$PWNED") \`touch "$PWNED"\`  |ALARM|1`);
    expect(rest[1]).toBe('error-share|OK|2');
    await expect(readFile(join(dir, 'pwned'))).rejects.toThrow('ENOENT');
    expect([host.out(), host.err()]).toEqual(['', 'heard\nheard\n']);
  });

  it('is said to have failed, and the next is run all the same', async () => {
    const { run, said } = exec('exit "$CATOPS_ALARM_SEQ"');
    for (const seq of [3, 0, 4]) run.run(told(seq));
    await run.drain();
    expect(said).toEqual([
      '--exec: ended with 3 for error-share.',
      '--exec: ended with 4 for error-share.',
    ]);
  });

  it('is ended, with all it started, when it takes too long', async () => {
    const { run, said } = exec('sleep 60 & echo "$!" > "$OUT.pid"; wait', 500);
    run.run(told(1));
    await run.drain();
    const started = Number(await readFile(join(dir, 'out.pid'), 'utf8'));
    await expect.poll(() => runs(started)).toBe(false);
    expect(said).toEqual([expect.stringMatching(/took longer than 0.5 s .* was ended|SIGKILL/)]);
  });
});

function runs(pid: number): boolean {
  return identify(pid) !== null;
}
