import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { kill } from 'node:process';
import type { ToldChange } from '../../src/alarms/follow/follow-event.js';
import { messageOf } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { jsonText, printable } from '../../src/platform/terminal-text.js';
import { changeRecord } from './alarm-records.js';

/** Runs a command for each change, one after the other, in the order of the changes. */
export interface AlarmExec {
  run(told: ToldChange): void;
  /** Until all have run, and no longer than the time of one. */
  drain(): Promise<void>;
}

export interface AlarmExecOptions {
  readonly host: Pick<Host, 'env' | 'cwd' | 'clock' | 'stderr'>;
  /** For `sh -c`: as the user wrote it. What an alarm says never becomes part of it. */
  readonly command: string;
  /** How long one may take before it is ended. */
  readonly withinMs: number;
  say(line: string): void;
}

// Whoever has changes faster than the command takes them is told what was left out.
const mostWaiting = 1000;

/**
 * The change is in the environment (`CATOPS_ALARM_…`) and, as one JSON object, on standard input.
 * What the command says goes to standard error. A failure is said, and following goes on.
 */
export function createAlarmExec(options: AlarmExecOptions): AlarmExec {
  const { host, command, withinMs, say } = options;
  const waiting: ToldChange[] = [];
  let leftOut = 0;
  let running: Promise<void> | null = null;
  let current: ChildProcess | null = null;

  const work = async (): Promise<void> => {
    for (let told = waiting.shift(); told; told = waiting.shift()) {
      if (leftOut > 0) say(`--exec: ${leftOut} changes were left out: the command is too slow.`);
      leftOut = 0;
      await runOne(told);
    }
    running = null;
  };
  const runOne = async (told: ToldChange): Promise<void> => {
    const over = new AbortController();
    try {
      const child = spawn('/bin/sh', ['-c', command], {
        cwd: host.cwd,
        env: { ...host.env, ...environmentOf(told) },
        stdio: ['pipe', 'pipe', 'pipe'],
        // A group of its own: it is ended as a whole, and Ctrl-C is ours to pass on.
        detached: true,
      });
      current = child;
      const closed = once(child, 'close', { signal: over.signal });
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Uint8Array) => host.stderr.write(chunk));
      }
      // A command that does not read what it is given is no failure.
      child.stdin.on('error', () => undefined);
      child.stdin.end(`${jsonText(changeRecord(told))}\n`);
      const late = host.clock.sleep(withinMs, over.signal).then(() => 'late' as const);
      const ended = await Promise.race([closed, late]);
      if (ended === 'late') {
        end(child);
        say(`--exec: took longer than ${withinMs / 1000} s for ${nameOf(told)}, and was ended.`);
      } else if (child.exitCode !== 0) {
        say(`--exec: ended with ${child.exitCode ?? child.signalCode} for ${nameOf(told)}.`);
      }
      late.catch(() => undefined);
    } catch (error) {
      say(`--exec: could not be run for ${nameOf(told)}: ${printable(messageOf(error))}`);
    } finally {
      current = null;
      over.abort();
    }
  };
  return {
    run: (told) => {
      if (waiting.length >= mostWaiting) leftOut += 1;
      else waiting.push(told);
      running ??= work();
    },
    drain: async () => {
      if (!running) return;
      const over = new AbortController();
      const late = host.clock.sleep(withinMs, over.signal).catch(() => undefined);
      await Promise.race([running, late]);
      over.abort();
      waiting.length = 0;
      if (current) end(current);
    },
  };
}

function end({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

function nameOf({ change }: ToldChange): string {
  return printable(change.name);
}

/** Values as texts; empty where nobody knows. No control character: a NUL would end it. */
function environmentOf(told: ToldChange): Record<string, string> {
  const { schema: _, ...record } = changeRecord(told);
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => {
      const name = key === 'alarm' ? 'name' : key.replace(/[A-Z]/g, (letter) => `_${letter}`);
      return [`CATOPS_ALARM_${name.toUpperCase()}`, printable(String(value ?? ''))];
    }),
  );
}
