import { describe, expect, it } from 'vitest';
import { stepsOf } from './runbook-steps.js';

describe('the steps of a runbook', () => {
  it('are its numbered and ticked items, with the lines that continue them', () => {
    const markdown = [
      '# Title',
      '- a remark',
      '1. Look at the graph',
      '   of the database.',
      '- [ ] Roll back',
      '      if it grows.',
      '  - [ ] a detail of it',
      '```sh',
      '2) not in a list of steps, but numbered',
      '```',
      '- [x] Write it down',
    ].join('\n');
    expect(stepsOf(markdown)).toEqual([
      'Look at the graph of the database.',
      'Roll back if it grows.',
      'Write it down',
    ]);
  });
});
