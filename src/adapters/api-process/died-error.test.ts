import { expect, it } from 'vitest';
import { diedError, endedText } from './died-error.js';

const crash = [
  '{"time":"2026-11-29T20:26:29.352Z","level":"info","event":"process-replaced"}',
  'node:internal/child_process:841',
  '    throw new ERR_IPC_CHANNEL_CLOSED();',
  '          ^',
  '',
  'Error [ERR_IPC_CHANNEL_CLOSED]: Channel closed',
  '    at target.send (node:internal/child_process:753:16)',
  "  code: 'ERR_IPC_CHANNEL_CLOSED'",
  '}',
  '',
  'Node.js v20.20.2',
];

it('says of one that was killed what that means, and nothing of what its processes wrote then', () => {
  expect(endedText({ code: null, signal: 'SIGKILL' }, crash)).toBe(
    'ended by itself (SIGKILL). That is done by somebody, or by the kernel when memory runs out.',
  );
});

it('says of one that ended what was thrown, or what was said last', () => {
  expect(endedText({ code: 1, signal: null }, crash)).toBe(
    'ended by itself (exit code 1): Error [ERR_IPC_CHANNEL_CLOSED]: Channel closed',
  );
  const said = ['The disk is full.', '    at write (file.js:1:1)', '', 'Node.js v20.20.2'];
  expect(endedText({ code: 1, signal: null }, said)).toBe(
    'ended by itself (exit code 1): The disk is full.',
  );
  const none = [[], crash.slice(0, 1)];
  for (const lines of none) {
    expect(endedText({ code: 1, signal: null }, lines)).toBe('ended by itself (exit code 1).');
  }
  expect(endedText({ code: 1, signal: null }, ['The disk is full.', ...crash.slice(0, 1)])).toBe(
    'ended by itself (exit code 1): The disk is full.',
  );
});

it('says of one that ended without a word of its own what caused it, and nothing that Node writes around it', () => {
  const stack = Array.from({ length: 12 }, (_, at) => `    at step (file:///api/chunk.js:${at}:1)`);
  const end = [...stack, '  }', '}', '', 'Node.js v20.20.2'];
  const text = (lines: readonly string[]) =>
    diedError('admin', { code: 1, signal: null }, lines).message;
  const cause = `Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'libsql' imported from /api/a.js`;
  const died = 'The admin process of the API ended (exit code 1)';
  expect(text([`  [cause]: ${cause}`, ...end])).toBe(`${died}: ${cause}.`);
  expect(text(['Error: The thread ended', `  [cause]: ${cause}`, ...end])).toBe(
    `${died}: Error: The thread ended.`,
  );
  expect(text(end)).toBe(`${died} without a word.`);
  expect(text(['The disk is full', ...end])).toBe(`${died}: The disk is full.`);
});
