import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyPreparedData } from '../src/testing/prepared-data.js';

const program = resolve('dist/catops.js');
let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'catops-main-'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

interface Ended {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

function catops(
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; node?: string[] } = {},
): Promise<Ended> {
  const env = { PATH: process.env['PATH'], HOME: cwd, ...options.env };
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      [...(options.node ?? []), program, ...args],
      { cwd, env },
      (_e, out, err) => done({ exit: child.exitCode ?? -1, out, err }),
    );
  });
}

describe('catops --help', () => {
  it('loads nothing but its own file and what Node brings', async () => {
    const spy = join(cwd, 'spy.mjs');
    const hooks = `import { writeSync } from 'node:fs';
      export async function resolve(specifier, context, next) {
        const found = await next(specifier, context);
        writeSync(2, 'LOADED ' + found.url + '\\n');
        return found;
      }`;
    const url = `data:text/javascript,${encodeURIComponent(hooks)}`;
    await writeFile(
      spy,
      `import { register } from 'node:module'; register(${JSON.stringify(url)});`,
    );
    const { exit, err } = await catops(['--help'], { node: ['--import', spy] });
    expect(exit).toBe(0);
    const loaded = [...err.matchAll(/LOADED (\S+)/g)].map((match) => String(match[1]));
    const foreign = loaded.filter((at) => !at.startsWith('node:') && !at.includes('/dist/'));
    expect(loaded.length).toBeGreaterThan(0);
    expect(foreign).toEqual([]);
    // The build says of every part which file it was made from: metadata of commands, no capability.
    const own = new Set(loaded.filter((at) => at.startsWith('file:')));
    const texts = await Promise.all([...own].map((url) => readFile(new URL(url), 'utf8')));
    const sources = texts.flatMap((text) => [...text.matchAll(/^\/\/ (\S+\.[jt]sx?)$/gm)]);
    const files = sources.map((match) => String(match[1]));
    expect(files).toContain('commands/main.ts');
    expect(
      files.filter((file) => !/^(commands|src\/platform|src\/contracts)\//.test(file)),
    ).toEqual(files.filter((file) => file.startsWith('node_modules/commander/')));
  });
});

describe('a wrong command line', () => {
  it.each([
    [['loadtest', '--duration', '0'], 2, /--duration: "0" is not a time from 1s to 1h/],
    [['loadtest', '--lessons', 'of'], 2, /Allowed choices are on, off/],
    [['loadtest', '--uncache', 'breeds'], 2, /--uncache: "breeds" is not a route such as/],
    [['loadtest', '--target', 'nope'], 2, /--target: "nope" is not a plain URL/],
    [
      ['loadtest', '--target', 'http://127.0.0.1:9', '--lessons', 'off'],
      2,
      /start an API of their own/,
    ],
    [['loadtest', 'no-such'], 2, /no-such/],
    [['up', '--port', '70000'], 2, /--port: "70000" is not a whole number from 0 to 65535/],
    [['key', 'lst'], 2, /Did you mean list\?/],
  ])('%j ends with %d and one sentence', async (args, code, sentence) => {
    const { exit, out, err } = await catops(args);
    expect([exit, out]).toEqual([code, '']);
    expect(err).toMatch(sentence);
    expect(err).not.toMatch(/ {4}at /);
  });

  it('in a config file is named with the file', async () => {
    await writeFile(join(cwd, 'catops.config.json'), '{"prot": 1}');
    const { exit, err } = await catops(['config', 'explain']);
    await rm(join(cwd, 'catops.config.json'));
    expect(exit).toBe(2);
    expect(err).toContain(`${join(cwd, 'catops.config.json')}: unknown key "prot"`);
  });
});

describe('catops account erase', () => {
  it.each([[[]], [['--dry-run']], [['--yes']]])(
    'says of an id that is none, before anything is asked: %j',
    async (flags) => {
      const { exit, err } = await catops(['account', 'erase', 'u1x9k2', ...flags]);
      expect([exit, err]).toEqual([
        2,
        'catops: There is no account u1x9k2, nor anything of it.\nTry: catops key list\n',
      ]);
    },
  );
});

describe('catops key revoke', () => {
  it.each([[[]], [['--dry-run']]])('says of an id that is none: %j', async (flags) => {
    const { exit, err } = await catops(['key', 'revoke', 'key_none', ...flags]);
    expect([exit, err]).toEqual([
      2,
      'catops: No key has the id "key_none".\nTry: catops key list\n',
    ]);
  });
});

describe('catops config explain', () => {
  it('says where each value came from and shows no secret', async () => {
    const env = {
      ...{ CATOPS_PORT: '4711', CATOPS_LOADTEST_KEYS: 'live_canary' },
      ...{ CATOPS_WORKERS: '2', CATOPS_DATABASE_URL: 'mysql://cats:live_canary@db/cats' },
    };
    const { exit, out } = await catops(['config', 'explain', '--json'], { env });
    expect(exit).toBe(0);
    expect(out).not.toContain('live_canary');
    const { schema, settings } = JSON.parse(out);
    expect(schema).toBe('catops.config/v1');
    expect(settings).toContainEqual(
      expect.objectContaining({ name: 'port', value: 4711, origin: 'CATOPS_PORT' }),
    );
    expect(settings).toContainEqual(
      expect.objectContaining({ name: 'loadKeys', value: '[secret]' }),
    );
    expect(settings).toContainEqual(
      expect.objectContaining({ env: 'CATOPS_WORKERS', value: 2, origin: 'CATOPS_WORKERS' }),
    );
    expect(settings).toContainEqual(
      expect.objectContaining({ env: 'CATOPS_DATABASE_URL', value: '[secret]' }),
    );
    const names = settings.map((setting: { env: string }) => setting.env);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('catops config explain with a value that cannot be used', () => {
  it('explains all the same, and says what is wrong', async () => {
    const env = { CATOPS_PORT: 'x', CATOPS_WORKERS: 'many' };
    const { exit, out } = await catops(['config', 'explain'], { env });
    expect(exit).toBe(2);
    expect(out).toContain('CATOPS_PORT cannot be used\n    CATOPS_PORT: "x" is not a whole number');
    expect(out).toContain('CATOPS_SERVICE = catops  (default)');
    expect(out).toContain('CATOPS_WORKERS cannot be used\n    CATOPS_WORKERS: "many" is not');
  });

  it('says so of a bucket and of the address of S3, here and in doctor', async () => {
    const env = { CATOPS_PICTURES: 's3://192.168.0.1/cats', AWS_ENDPOINT_URL_S3: 'notaurl' };
    const sentences = [
      'CATOPS_PICTURES: no bucket is named like the one in s3://bucket/prefix',
      'AWS_ENDPOINT_URL_S3: not a URL such as https://s3.example.com',
    ];
    const { exit, out } = await catops(['config', 'explain'], { env });
    expect(exit).toBe(2);
    for (const sentence of sentences) expect(out).toContain(`cannot be used\n    ${sentence}`);
    const { findings } = JSON.parse((await catops(['doctor', '--json'], { env })).out);
    const told = findings.filter(({ area }: { area: string }) => area === 'Pictures');
    expect(told).toHaveLength(1);
    for (const sentence of sentences) expect(told[0].says).toContain(sentence);
  });
});

describe('catops completion', () => {
  it.each(['bash', 'zsh', 'fish'])('prints a script for %s', async (shell) => {
    const { exit, out } = await catops(['completion', shell]);
    expect(exit).toBe(0);
    expect(out).toContain('catops complete --');
  });

  it('completes commands, flags and choices in a real bash', async () => {
    const answer = (line: string) => catops(['complete', '--', ...line.split(' ')]);
    expect((await answer('load')).out).toMatch(/^loadtest\t/m);
    expect((await answer('key ')).out).toMatch(/^create\t[\s\S]*^list\t[\s\S]*^revoke\t/m);
    expect((await answer('loadtest --les')).out).toMatch(/^--lessons\t/m);
    expect((await answer('loadtest --lessons ')).out).toMatch(/^on\b[\s\S]*^off\b/m);
    expect((await answer('completion ')).out).toMatch(/^bash\b[\s\S]*^zsh\b/m);
  });
});

describe('Tab after --route', () => {
  // What bash-completion would say of the words, and what bash would then offer.
  const bash = (...words: readonly string[]) => `
    catops() { '${process.execPath}' '${program}' "$@"; }
    source <(catops completion bash)
    _get_comp_words_by_ref() { words=(${words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')}); cur="\${words[-1]}"; }
    compopt() { :; }
    __catops_complete
    printf '%s\n' "\${COMPREPLY[@]}"`;
  const offered = (...words: readonly string[]) =>
    new Promise<string[]>((done) => {
      const script = bash('catops', 'rollup', '--route', ...words);
      execFile('bash', ['-c', script], { cwd }, (_error, out) => done(out.trim().split('\n')));
    });
  const quoted = 'GET\\ /v1/images/\\{image_id\\}/analysis';

  it('offers the routes of the API, each as one word of the shell', async () => {
    expect(await offered('')).toContain(quoted);
    expect(await offered('GET\\ /v1/images/\\{image_id\\}/a')).toEqual([quoted]);
  });

  it.each(['"', "'"])('goes on after %s as it was begun', async (quote) => {
    expect(await offered(`${quote}GET /v1/images/{image_id}/a`)).toEqual([
      'GET /v1/images/{image_id}/analysis',
    ]);
  });

  it('is no error where nothing can be read', async () => {
    await writeFile(join(cwd, 'catops.config.json'), '{ broken');
    const { exit, out, err } = await catops(['complete', '--', 'inc', 'show', '']);
    await rm(join(cwd, 'catops.config.json'));
    expect([exit, out, err]).toEqual([0, ':4\n', '']);
  });
});

describe('catops up', () => {
  it('names a port that is in use and leaves nothing behind', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => other.once('listening', done));
    const { port } = other.address() as { port: number };
    const { exit, err } = await catops(['up', '--port', String(port)]);
    other.close();
    expect(exit).toBe(2);
    expect(err).toContain(`${port}`);
    expect(err).toMatch(/^catops: Another program listens on .*\nTry: .*CATOPS_PORT/m);
  });

  it('shows the first key when the start that made it could not, and no more after that', async () => {
    // As that start leaves it: nobody has shown the key.
    await copyPreparedData(join(cwd, '.catops'));
    const start = async () => {
      const child = spawn(process.execPath, [program, 'up', '--port', '0', '--json'], {
        ...{ cwd, env: { PATH: process.env['PATH'], HOME: cwd } },
        ...{ stdio: ['ignore', 'pipe', 'ignore'], detached: true },
      });
      let out = '';
      child.stdout.on('data', (chunk) => {
        out += String(chunk);
        // In the very moment in which it is shown, and as a terminal sends it: to all processes.
        if (child.pid && out.endsWith('}\n')) process.kill(-child.pid, 'SIGINT');
      });
      await once(child, 'close');
      return JSON.parse(out).firstKey;
    };
    const key = expect.stringMatching(/^live_[A-Za-z0-9]{64}$/);
    expect([await start(), await start()]).toEqual([key, null]);
    await rm(join(cwd, '.catops'), { recursive: true });
  });

  it('says what it would do', async () => {
    const { exit, out } = await catops(['up', '--dry-run', '--port', '0']);
    expect([exit, out]).toEqual([
      0,
      `Would run the cat API on port 0 with its data in ${cwd}/.catops.\n`,
    ]);
  });
});

// A device that is always full; Linux has one.
describe.skipIf(!existsSync('/dev/full'))('an answer that cannot be written', () => {
  it('is one sentence and 7 where all was well', async () => {
    const full = await open('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [program, 'config', 'explain'], {
      ...{ cwd, env: { PATH: process.env['PATH'], HOME: cwd } },
      ...{ stdio: ['ignore', full.fd, 'pipe'], encoding: 'utf8' },
    });
    await full.close();
    expect([status, stderr]).toEqual([
      7,
      'catops: the answer could not be written: ENOSPC: no space left on device, write.\n',
    ]);
  });
});
