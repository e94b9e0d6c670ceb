import { describe, expect, it } from 'vitest';
import { type Command, command } from './command.js';
import { completions } from './completion.js';
import { flag } from './flags.js';

const show = command({
  path: 'incident show',
  summary: 'Show it.',
  effect: 'read',
  args: [{ name: 'inc', doc: 'which', required: false, completes: 'incident' }],
  flags: { tz: flag.text('zone', { placeholder: 'zone' }) },
  examples: [],
  run: () => Promise.reject(new Error('never run')),
});
const commands = [show as unknown as Command];

const ids = async () => [{ value: 'INC-2026-014', about: 'investigating: 5xx' }];

describe('pressing Tab', () => {
  it('offers the incidents of this machine, also under the short name of the group', async () => {
    const line = /^INC-2026-014\tinvestigating: 5xx$/m;
    expect(await completions(commands, ['incident', 'show', ''], ids)).toMatch(line);
    expect(await completions(commands, ['inc', 'show', 'INC'], ids)).toMatch(line);
  });

  it('looks for incidents only where one can stand', async () => {
    let looked = 0;
    const count = async () => {
      looked += 1;
      return [];
    };
    expect(await completions(commands, ['inc', ''], count)).toMatch(/^show\tShow it\.$/m);
    expect(looked).toBe(0);
  });
});
