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
const only = (path: string, flags: Command['flags']): Command =>
  command({
    path,
    summary: `${path}.`,
    effect: 'read',
    flags,
    examples: [],
    run: () => Promise.reject(new Error('never run')),
  });
const commands = [
  show as unknown as Command,
  only('clean', { deep: flag.toggle('deep') }),
  only('rollup', {
    route: flag.text('only this route', { placeholder: 'route', completes: 'route' }),
    date: flag.text('day', { placeholder: 'day' }),
  }),
  only('clean all', { wet: flag.toggle('wet') }),
];

const ids = async () => [{ value: 'INC-2026-014', about: 'investigating: 5xx' }];

describe('pressing Tab', () => {
  it('offers the incidents of this machine, also under the short name of the group', async () => {
    const line = /^INC-2026-014\tinvestigating: 5xx$/m;
    expect(await completions(commands, ['incident', 'show', ''], ids)).toMatch(line);
    expect(await completions(commands, ['inc', 'show', 'INC'], ids)).toMatch(line);
  });

  it('goes on to a command below another one, each with its own flags', async () => {
    expect(await completions(commands, ['clean', ''], ids)).toMatch(/^all\tclean all\.$/m);
    expect(await completions(commands, ['clean', '--'], ids)).toMatch(/^--deep\t/m);
    const below = await completions(commands, ['clean', 'all', '--'], ids);
    expect(below).toMatch(/^--wet\t/m);
    expect(below).not.toContain('--deep');
  });

  it('offers routes after --route, and looks for them nowhere else', async () => {
    const asked: string[] = [];
    const find = async (kind: string) => {
      asked.push(kind);
      return [{ value: 'GET /v1/breeds', about: 'All breeds.' }];
    };
    const line = /^GET \/v1\/breeds\tAll breeds\.$/m;
    expect(await completions(commands, ['rollup', '--route', 'GET /v'], find)).toMatch(line);
    expect(asked).toEqual(['route']);
    expect(await completions(commands, ['rollup', '--date', ''], find)).not.toMatch(line);
    expect(await completions(commands, ['rollup', ''], find)).not.toMatch(line);
    expect(asked).toEqual(['route']);
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
