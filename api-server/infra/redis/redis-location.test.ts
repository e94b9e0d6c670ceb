import { expect, it } from 'vitest';
import { Secret } from '../../../src/platform/secret.js';
import { type RedisConfig, redisLocation, redisPlace } from './redis-location.js';

const read = (url: string, more: Partial<RedisConfig> = {}) => {
  const none = { redisPassword: undefined, redisTls: undefined, redisCa: undefined };
  return redisLocation({ ...none, redisUrl: new Secret(url), ...more });
};

it('reads the parts of an address', () => {
  const location = read('rediss://app:p%40ss@cache.example:6380/3');
  expect(location).toEqual({
    ...{ host: 'cache.example', port: 6380, user: 'app', password: 'p@ss', database: 3 },
    ...{ tls: true, ca: undefined },
  });
  expect(location && redisPlace(location)).toBe('cache.example:6380/3');
});

it('takes the password from elsewhere, and the usual port, when they are not in it', () => {
  const location = read('redis://[::1]', { redisPassword: new Secret('apart') });
  expect(location).toMatchObject({ host: '::1', port: 6379, user: undefined, password: 'apart' });
  expect(location && redisPlace(location)).toBe('[::1]:6379/0');
});

it('encrypts what leaves this machine, unless the setting says otherwise', () => {
  const tls = (url: string, redisTls?: 'on' | 'off') => read(url, { redisTls })?.tls;
  expect([tls('redis://127.0.0.1'), tls('redis://localhost'), tls('redis://[::1]:1')]).toEqual([
    false,
    false,
    false,
  ]);
  expect([tls('redis://10.0.0.5'), tls('redis://10.0.0.5', 'off')]).toEqual([true, false]);
  expect([tls('redis://127.0.0.1', 'on'), tls('rediss://127.0.0.1')]).toEqual([true, true]);
});

it.each([
  ['no address', 'hunter2'],
  ['another protocol', 'http://app:hunter2@host'],
  ['no host', 'redis:///hunter2'],
  ['a path that is no number', 'redis://:hunter2@host/hunter2'],
  ['an option', 'redis://app:hunter2@host/0?hunter2=1'],
  ['a bad encoding', 'redis://app:hunter2%zz@host/'],
])('refuses %s, and repeats nothing of it', (_, url) => {
  expect(() => read(url)).toThrow(/^CATOPS_REDIS_URL: /);
  expect(() => read(url)).not.toThrow(/hunter2/);
});

it('refuses rediss:// without TLS', () => {
  expect(() => read('rediss://host', { redisTls: 'off' })).toThrow('it is off');
});
