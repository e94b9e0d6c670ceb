import { describe, expect, it } from 'vitest';
import { CatopsError } from '../../src/platform/errors.js';
import type { Setting } from '../../src/platform/settings.js';
import { createTestHost } from '../../src/testing/test-host.js';
import { commands } from '../registry.js';
import { type Command, command } from './command.js';
import { type Flags, flag } from './flags.js';
import { runCli } from './run-cli.js';
import { cliSettings } from './settings.js';
import type { Wiring } from './wiring.js';

const greet = command({
  path: 'say hello',
  summary: 'Say hello.',
  effect: 'write',
  args: [{ name: 'who', doc: 'to whom', required: false }],
  flags: {
    times: flag.integer('how often', { placeholder: 'n', min: 1, max: 9 }),
    tone: flag.oneOf('how', ['warm', 'cold']),
    tag: flag.texts('tags', { placeholder: 'text' }),
  },
  examples: [],
  async run({ args, flags, dryRun }) {
    if (args['who'] === 'full') throw new CatopsError('local-store-unwritable', 'No room.');
    if (args['who'] === 'nobody')
      throw new CatopsError('route-unknown', 'No \u001b[31mroute.', { hint: 'try' });
    if (args['who'] === 'bug') throw new TypeError('oops');
    return {
      exit: args['who'] === 'no' ? 'no' : 'ok',
      data: { schema: 'catops.hello/v1', ...args, ...flags, dryRun },
      text: () => `Hello ${args['who'] ?? 'you'}`,
    };
  },
});

const pass = command({
  path: 'say exec',
  summary: 'Run a program.',
  effect: 'write',
  args: [{ name: 'inc', doc: 'which', required: false }],
  passthrough: 'command',
  flags: { noInput: flag.toggle('never ask') },
  examples: ['catops say exec -- ls'],
  async run({ args, rest, flags }) {
    return {
      exit: 'ok',
      code: 42,
      data: { schema: 'catops.x/v1', ...args, rest, ...flags },
      text: () => '',
    };
  },
});

const clean = command({
  path: 'clean',
  summary: 'Clean.',
  effect: 'write',
  flags: { deep: flag.toggle('under the sofa too') },
  examples: [],
  run: async ({ flags, dryRun }) => ({
    exit: 'ok',
    data: { schema: 'catops.clean/v1' },
    text: () => `cleaned ${JSON.stringify({ ...flags, dryRun })}`,
  }),
});

const cleanAll = command({
  path: 'clean all',
  summary: 'Clean all.',
  effect: 'destroy',
  flags: { yes: flag.shortToggle('y', 'go on') },
  examples: [],
  run: async ({ flags, dryRun }) => ({
    exit: 'ok',
    data: { schema: 'catops.clean/v1' },
    text: () => `cleaned all ${JSON.stringify({ ...flags, dryRun })}`,
  }),
});

const feed = command({
  path: 'feed',
  summary: 'Feed.',
  effect: 'read',
  args: [{ name: 'what', doc: 'to eat', required: true }],
  flags: {},
  examples: [],
  run: async () => ({ exit: 'ok', data: { schema: 'catops.feed/v1' }, text: () => '' }),
});

const stream = command({
  path: 'stream',
  summary: 'Stream.',
  effect: 'read',
  flags: {},
  examples: [],
  run: async ({ host }) => {
    host.stdout.write('{"n":1}\n{"n":2}\n');
    return { exit: 'no', data: { schema: 'catops.stream/v1' }, text: () => 'end', streamed: true };
  },
});

const noWiring = (): Wiring => {
  throw new Error('This command needs no wiring.');
};

async function run(...argv: string[]) {
  const host = createTestHost({ argv });
  const list = [greet, pass, clean, cleanAll, feed, stream] as unknown as Command[];
  const exit = await runCli(host, list, '1.2.3', () => ({}) as Wiring);
  return { exit, out: host.out(), err: host.err() };
}

describe('a command line', () => {
  it('prints the answer on standard output and ends with 0', async () => {
    expect(await run('say', 'hello', 'cat')).toEqual({ exit: 0, out: 'Hello cat\n', err: '' });
  });

  it('prints one JSON object when asked, flags read and typed', async () => {
    const { out } = await run(
      'say',
      'hello',
      '--json',
      '--times',
      '3',
      '--tag',
      'a',
      '--tag',
      'b',
      '--dry-run',
    );
    expect(JSON.parse(out)).toEqual({
      schema: 'catops.hello/v1',
      times: 3,
      tag: ['a', 'b'],
      dryRun: true,
    });
  });

  it('ends with the exit code of the reply', async () => {
    expect((await run('say', 'hello', 'no')).exit).toBe(10);
  });

  it.each([
    [
      ['say', 'hello', '--tims', '3'],
      /^catops: unknown option '--tims'. Did you mean --times\?\nTry: catops say hello --help\n$/,
    ],
    [
      ['say', 'helo'],
      /^catops: unknown command 'helo'. Did you mean hello\?\nTry: catops say --help\n$/,
    ],
    [['sya'], /^catops: unknown command 'sya'. Did you mean say\?\nTry: catops --help\n$/],
    [['say', 'hello', '--times', '0'], /--times: "0" is not a whole number from 1 to 9\./],
    [['say', 'hello', '--tone', 'hot'], /Allowed choices are warm, cold/],
    [['say', 'hello', 'a', 'b'], /too many arguments/],
    [['feed'], /^catops: missing required argument 'what'\nTry: catops feed --help\n$/],
  ])('%j is a usage error that says what would be right', async (argv, text) => {
    const { exit, out, err } = await run(...argv);
    expect(exit).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(text);
  });

  it('says an error in one harmless line with what to try, and as JSON when asked', async () => {
    const { exit, out, err } = await run('say', 'hello', 'nobody', '--json');
    expect([exit, err]).toEqual([2, 'catops: No route.\nTry: try\n']);
    expect(JSON.parse(out)).toMatchObject({
      schema: 'catops.error/v1',
      code: 'route-unknown',
      exit: 2,
    });
  });

  it('names the runbook of an error that needs more than its own sentence', async () => {
    const { exit, out, err } = await run('say', 'hello', 'full', '--json');
    const runbook = 'catops runbook show local-store-unwritable';
    expect([exit, err]).toEqual([7, `catops: No room.\nMore: ${runbook}\n`]);
    expect(JSON.parse(out)).toMatchObject({ code: 'local-store-unwritable', runbook });
  });

  it('says what the parser refuses as JSON too when asked', async () => {
    const { exit, out } = await run('feed', '--json');
    expect([exit, JSON.parse(out)]).toEqual([
      2,
      {
        ...{ schema: 'catops.error/v1', code: 'usage-invalid', exit: 2 },
        ...{ message: "missing required argument 'what'", hint: 'catops feed --help' },
      },
    ]);
  });

  it.each([[[]], [['--json']]])('adds nothing to what was streamed, %j', async (flags) => {
    expect(await run('stream', ...flags)).toEqual({ exit: 10, out: '{"n":1}\n{"n":2}\n', err: '' });
  });

  it('calls a bug a bug', async () => {
    const { exit, err } = await run('say', 'hello', 'bug');
    expect(exit).toBe(1);
    expect(err).toMatch(/internal error, please report it\.\nTypeError: oops/);
  });

  it('ends with 130 when what it waited for was interrupted', async () => {
    const host = createTestHost({ argv: ['wait'] });
    const wait = command({
      path: 'wait',
      summary: 'Wait.',
      effect: 'read',
      flags: {},
      examples: [],
      run: () => {
        host.interrupt(new CatopsError('interrupted', 'Stopped by SIGINT.'));
        return Promise.reject(new Error('aborted'));
      },
    });
    expect(await runCli(host, [wait as unknown as Command], '1', () => ({}) as Wiring)).toBe(130);
    expect(host.err()).toBe('catops: Stopped by SIGINT.\n');
  });

  it('hands over what stands after -- untouched, and ends as that program did', async () => {
    const words = ['say', 'exec', '--no-input', '--json', '014', '--', 'ls', '-l', '--json', '--'];
    const { exit, out } = await run(...words);
    expect(exit).toBe(42);
    expect(JSON.parse(out)).toMatchObject({
      inc: '014',
      rest: ['ls', '-l', '--json', '--'],
      noInput: true,
    });
    expect(JSON.parse((await run('say', 'exec', '--json', '--', 'ls')).out).rest).toEqual(['ls']);
    expect((await run('say', 'exec', '--', 'ls')).out).toBe('');
  });

  it.each([[['say', 'exec']], [['say', 'exec', 'ls']], [['say', 'exec', '014', 'ls', '--', 'x']]])(
    '%j says where -- belongs',
    async (argv) => {
      const { exit, err } = await run(...argv);
      expect([exit, err]).toEqual([
        2,
        'catops: catops say exec: write -- before the command.\nTry: catops say exec -- ls\n',
      ]);
    },
  );

  it('runs a command that has commands below it, and those', async () => {
    expect((await run('clean')).out).toBe('cleaned {"deep":false,"dryRun":false}\n');
    expect((await run('clean', '--deep', '--dry-run')).out).toMatch(/"deep":true,"dryRun":true/);
    expect((await run('clean', 'all', '-y', '--dry-run')).out).toBe(
      'cleaned all {"yes":true,"dryRun":true}\n',
    );
  });

  it('shows both in the help of the upper one', async () => {
    const { out } = await run('clean', '--help');
    expect(out).toMatch(/Usage: catops clean \[options\] \[command\]/);
    expect(out).toMatch(/--deep[\s\S]*Commands:\n {2}all /);
    expect((await run('clean', 'all', '--help')).out).toMatch(/Usage: catops clean all/);
  });

  it.each([
    [['clean', 'al'], /unknown command 'al'. Did you mean all\?\nTry: catops clean --help\n$/],
    [['clean', 'everything'], /unknown command 'everything'\nTry: catops clean --help\n$/],
    [
      ['clean', '--dry-run', 'all', '-y'],
      /--dry-run stands before "all", so it is not a flag of it/,
    ],
    [['clean', 'all', '--deep'], /unknown option '--deep'/],
  ])('%j neither runs the upper one nor the lower one', async (argv, text) => {
    const { exit, out, err } = await run(...argv);
    expect([exit, out]).toEqual([2, '']);
    expect(err).toMatch(text);
  });

  it('shows help for no words at all, and the version', async () => {
    expect((await run()).out).toMatch(/Usage: catops/);
    expect(await run('--version')).toMatchObject({ exit: 0, out: '1.2.3\n' });
    expect((await run('say', 'hello', '--help')).out).toMatch(/--dry-run/);
  });
});

describe('the commands of catops', () => {
  it('each stand in the file their path names', async () => {
    const { existsSync } = await import('node:fs');
    for (const { path } of commands) {
      expect(existsSync(`commands/${path.replaceAll(' ', '/')}.ts`), path).toBe(true);
    }
  });

  it('show their help without building any wiring', async () => {
    for (const { path, summary } of commands) {
      const host = createTestHost({ argv: [...path.split(' '), '--help'] });
      expect(await runCli(host, commands, '1', noWiring), path).toBe(0);
      expect(host.out()).toContain('Usage: catops');
      expect(summary.length).toBeLessThan(80);
    }
  });

  it('take no choice of a flag that the setting of that name refuses', () => {
    const settings = Object.values(cliSettings) as readonly Setting[];
    const refused = commands.flatMap(({ path, flags }) =>
      Object.entries(flags as Flags).flatMap(([name, { choices = [] }]) =>
        settings
          .filter((setting) => setting.flag === name)
          .flatMap((setting) => choices.filter((choice) => !takes(setting, choice)))
          .map((choice) => `${path} --${name} ${choice}`),
      ),
    );
    expect(refused).toEqual([]);
  });

  it('make this command tree', async () => {
    const host = createTestHost({ argv: ['--help'] });
    await runCli(host, commands, '1', noWiring);
    expect(host.out()).toMatchSnapshot();
  });
});

function takes(setting: Setting, text: string): boolean {
  try {
    setting.parse(text);
    return true;
  } catch {
    return false;
  }
}
