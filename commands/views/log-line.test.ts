import { expect, it } from 'vitest';
import { utc } from '../../src/platform/zone.js';
import { logLine } from './log-line.js';

const look = { zone: utc, colour: false };
const line = (fields: object) =>
  JSON.stringify({ time: '2018-11-15T10:20:01.250Z', level: 'error', ...fields });

it('is the time, the event, and what it says', () => {
  expect(
    logLine(
      line({ event: 'job-failed', says: 'No mail.', cause: 'vendor', id: 3, why: 'a b' }),
      look,
    ),
  ).toBe('10:20:01  error  job-failed  No mail.  cause=vendor  id=3  why="a b"');
  expect(logLine(line({ level: 'info', event: 'started' }), look)).toBe('10:20:01  info   started');
});

it('is coloured where colour is wanted', () => {
  const painted = logLine(line({ event: 'x' }), { ...look, colour: true });
  expect(painted).toBe('10:20:01  \u001b[31merror\u001b[39m  x');
});

it.each(['node: warning', '[1]', '{"time":"x","event":"y"}', 'null', '{"event":1}'])(
  'is shown as it is when it is no line of the log: %s',
  (text) => {
    expect(logLine(text, look)).toBe(text);
  },
);

it('steers no terminal', () => {
  expect(logLine('\u001b[2Jx', look)).not.toContain('\u001b');
  expect(logLine(line({ event: '\u001b[2J', '\u001b': '\u001b' }), look)).not.toContain('\u001b');
});
