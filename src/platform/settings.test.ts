import { describe, expect, it } from 'vitest';
import { CatopsError } from './errors.js';
import { Secret } from './secret.js';
import { resolveSettings, type SettingSources, setting } from './settings.js';

const table = {
  port: setting.integer({
    env: 'T_PORT',
    flag: 'port',
    key: 'port',
    fallback: 3000,
    min: 0,
    max: 65_535,
    doc: 'Port',
  }),
  name: setting.text({ env: 'T_NAME', key: 'name', doc: 'Name' }),
  channel: setting.text({ env: 'T_CHANNEL', key: 'slack.channel', doc: 'Channel' }),
  deny: setting.list({ env: 'T_DENY', key: 'publish.deny', fallback: [], doc: 'Never published' }),
  token: setting.secret({ env: 'T_TOKEN', doc: 'Token' }),
} as const;

function sources(given: Partial<SettingSources>): SettingSources {
  return { flags: {}, env: {}, files: [], readFile: () => '', ...given };
}

function originOf(given: Partial<SettingSources>, name: string): unknown[] {
  const { explained } = resolveSettings(table, sources(given));
  const found = explained.find((each) => each.name === name);
  return [found?.value, found?.origin];
}

describe('a setting', () => {
  const file = { path: '/p/catops.config.json', values: { port: 1 } };
  it('comes from the flag before the environment, a file and the default', () => {
    const all = { flags: { port: '3' }, env: { T_PORT: '2' }, files: [file] };
    expect(originOf(all, 'port')).toEqual([3, '--port']);
    expect(originOf({ ...all, flags: {} }, 'port')).toEqual([2, 'T_PORT']);
    expect(originOf({ files: [file] }, 'port')).toEqual([1, '/p/catops.config.json']);
    expect(originOf({}, 'port')).toEqual([3000, 'default']);
    expect(originOf({}, 'name')).toEqual([null, 'not set']);
  });

  it('reports every problem at once, each with what would be right', () => {
    const files = [{ path: '/p/c.json', values: { prot: 1 } }];
    const env = { T_PORT: '99999', T_TOKEN_FILE: '/none', T_DENY: '[1]' };
    const readFile = () => {
      throw new Error('no such file');
    };
    const run = () => resolveSettings(table, sources({ env, files, readFile })).values;
    expect(run).toThrow(CatopsError);
    expect(run).toThrow(
      /unknown key "prot".* · T_PORT: "99999" is not a whole number from 0 to 65535 · T_DENY: .+ · T_TOKEN_FILE: no such file$/,
    );
    const inFile = [{ path: '/p/c.json', values: { port: 'x' } }];
    expect(() => resolveSettings(table, sources({ files: inFile })).values).toThrow(
      '/p/c.json: port: "x" is not',
    );
  });

  it('is explained also when it cannot be used', () => {
    const { explained } = resolveSettings(table, sources({ env: { T_PORT: 'x', T_NAME: 'n' } }));
    expect(explained).toContainEqual(
      expect.objectContaining({
        ...{ name: 'port', value: null, origin: 'T_PORT' },
        problem: 'T_PORT: "x" is not a whole number from 0 to 65535',
      }),
    );
    expect(explained).toContainEqual(expect.objectContaining({ name: 'name', value: 'n' }));
  });

  it('may stand inside an object of the file, whose other keys are checked too', () => {
    const values = { slack: { channel: 'C1' }, publish: { deny: ['Foo, Inc.', 'bar'] } };
    const files = [{ path: '/p/c.json', values }];
    expect(originOf({ files }, 'channel')).toEqual(['C1', '/p/c.json']);
    expect(originOf({ files }, 'deny')).toEqual([['Foo, Inc.', 'bar'], '/p/c.json']);
    const wrong = [{ path: '/p/c.json', values: { slack: { chanel: 'C1' } } }];
    expect(() => resolveSettings(table, sources({ files: wrong })).values).toThrow(
      /unknown key "slack.chanel"/,
    );
  });

  it('that is a list is written with commas in the environment', () => {
    expect(originOf({ env: { T_DENY: 'a, b,,c' } }, 'deny')).toEqual([['a', 'b', 'c'], 'T_DENY']);
    expect(() => resolveSettings(table, sources({ env: { T_DENY: '[1]' } })).values).toThrow(
      /\[1\] is not a list of texts/,
    );
  });

  it('that is secret is read from a file too and never shows itself', () => {
    const given = sources({ env: { T_TOKEN_FILE: '/run/token' }, readFile: () => 's3cret\n' });
    const { values, explained } = resolveSettings(table, given);
    expect(values.token?.reveal()).toBe('s3cret');
    expect(JSON.stringify(explained)).not.toContain('s3cret');
    expect(`${values.token} ${JSON.stringify(values)}`).not.toContain('s3cret');
  });

  it('that is secret is ignored in a config file and as a flag', () => {
    const files = [{ path: '/p/c.json', values: { token: 'x' } }];
    expect(() => resolveSettings(table, sources({ files })).explained).toThrow(
      /unknown key "token"/,
    );
    expect(resolveSettings(table, sources({ flags: { token: 'x' } })).values.token).toBeUndefined();
  });
});

describe('a Secret', () => {
  it('reveals itself only when asked', async () => {
    const { inspect } = await import('node:util');
    const secret = new Secret('hunter2');
    expect([String(secret), JSON.stringify({ secret }), inspect(secret)]).toEqual([
      '[secret]',
      '{"secret":"[secret]"}',
      '[secret]',
    ]);
    expect(secret.reveal()).toBe('hunter2');
  });
});
