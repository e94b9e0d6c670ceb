import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Block, Step } from '../../src/runbooks/runbook.js';
import { createTestHost } from '../../src/testing/test-host.js';
import { createTerminalReader, createUnattendedReader } from './runbook-reader.js';

const safe: Block = { code: 'df -h\ndu -s .', run: true, danger: false };
const danger: Block = { code: 'rm -r old', run: true, danger: true };
const step: Step = {
  ...{ heading: null, text: 'Look', details: [], after: [], expected: null },
  blocks: [safe, { code: 'kill 12345', run: false, danger: false }],
};

/** Somebody who types these lines, one for each question. */
function typing(...lines: readonly string[]) {
  const left = [...lines];
  const stdin = new PassThrough();
  const said: string[] = [];
  const stderr = {
    write: (text: unknown) => {
      said.push(String(text));
      if (String(text).endsWith(' ')) stdin.write(`${left.shift() ?? ''}\n`);
      return true;
    },
  };
  const host = createTestHost({ argv: [], stdin, stderr });
  return { host, reader: createTerminalReader(host), said: () => said.join('') };
}

describe('at a terminal', () => {
  it.each([
    ['y', { kind: 'yes' }],
    ['YES', { kind: 'yes' }],
    ['s', { kind: 'skip' }],
    ['q', { kind: 'stop' }],
    ['', { kind: 'stop' }],
  ])('takes "%s" for its answer to a command', async (typed, answer) => {
    expect(await typing(typed).reader.ask({ kind: 'run', block: safe })).toEqual(answer);
  });

  it('shows the whole command before it asks', async () => {
    const { reader, said } = typing('s');
    await reader.ask({ kind: 'run', block: safe });
    expect(said()).toMatch(/\$ df -h\n +\$ du -s \.\nRun it\? /);
  });

  it('runs what can do harm after a whole yes only', async () => {
    const { reader, said } = typing('y', 'ye', 'yes');
    expect(await reader.ask({ kind: 'run', block: danger })).toEqual({ kind: 'yes' });
    expect(said().match(/THIS CAN DO HARM: type yes/g)).toHaveLength(3);
  });

  it('asks again after a word that is none of the answers', async () => {
    const { reader } = typing('r', 'what', 's');
    expect(await reader.ask({ kind: 'by-hand', step })).toEqual({ kind: 'skip' });
  });

  it('takes a note, and has a command that went otherwise run once more', async () => {
    const { reader, said } = typing('n', 'Full since noon', 'r');
    const seen = {
      kind: 'seen',
      step: { after: ['| x | y |'], expected: 'exit code 0' },
      exitCode: 10,
    } as const;
    expect(await reader.ask(seen)).toEqual({ kind: 'note', text: 'Full since noon' });
    expect(await reader.ask(seen)).toEqual({ kind: 'repeat' });
    expect(said()).toMatch(/It ended with 10\.\n- x → y\nExpected: exit code 0\nWas it so\?/);
  });

  it('asks nothing after Ctrl-C', async () => {
    const { host, reader } = typing('y');
    host.interrupt(new Error('Ctrl-C'));
    await expect(reader.ask({ kind: 'run', block: safe })).rejects.toThrow('Ctrl-C');
  });

  it('shows what is done by hand with the step, and that a command of it was run before', () => {
    const { reader, said } = typing();
    reader.show(step, 0, { text: 'Look', state: 'begun', at: '2026-09-12T03:14:00.000Z' });
    expect(said()).toMatch(
      /1\. Look\n +· kill 12345 {2}\(by hand\)\n +! Run before, at 2026-09-12/,
    );
  });
});

describe('with nobody there', () => {
  it('goes on with what is not dangerous, and leaves what is done by hand', async () => {
    const { host, said } = typing();
    const reader = createUnattendedReader(host, null);
    expect(await reader.ask({ kind: 'run', block: safe })).toEqual({ kind: 'yes' });
    expect(await reader.ask({ kind: 'by-hand', step })).toEqual({ kind: 'skip' });
    expect(await reader.ask({ kind: 'seen', step, exitCode: 0 })).toEqual({ kind: 'yes' });
    expect(said()).toContain('$ df -h');
    expect(reader.halted).toBeNull();
  });

  it('stops before what can do harm, and after what failed', async () => {
    const { host } = typing();
    const reader = createUnattendedReader(host, null);
    expect(await reader.ask({ kind: 'run', block: danger })).toEqual({ kind: 'stop' });
    expect(reader.halted).toBe('danger');
    const seen = { kind: 'seen', step, exitCode: 1 } as const;
    expect(await reader.ask(seen)).toEqual({ kind: 'stop' });
    expect(reader.halted).toBe('failed');
  });

  it('asks whoever does sit there about what can do harm', async () => {
    const { host, reader } = typing('yes');
    const question = { kind: 'run', block: danger } as const;
    expect(await createUnattendedReader(host, reader).ask(question)).toEqual({ kind: 'yes' });
  });
});
