import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { CatopsError, messageOf } from '../../../src/platform/errors.js';
import type { ApiConfig } from '../../config.js';

/** Where a Redis is, and as whom to come. */
export interface RedisLocation {
  readonly host: string;
  readonly port: number;
  /** Undefined is the default user. */
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Number of the database on it. */
  readonly database: number;
  /** Encrypted, and the server's certificate is checked. */
  readonly tls: boolean;
  /** The authority that signed it, PEM; those of Node when not set. */
  readonly ca: string | undefined;
}

/** The settings that say which Redis it is. */
export type RedisConfig = Pick<ApiConfig, 'redisUrl' | 'redisPassword' | 'redisTls' | 'redisCa'>;

/** The Redis of the settings; undefined when none is set. */
export function redisLocation(config: RedisConfig): RedisLocation | undefined {
  const { redisUrl, redisPassword, redisTls, redisCa } = config;
  if (redisUrl === undefined) return undefined;
  const parts = readRedisUrl(redisUrl.reveal());
  if (parts.encrypted && redisTls === 'off') throw invalid('rediss:// is with TLS, and it is off');
  const tls = parts.encrypted || (redisTls === undefined ? !isHere(parts.host) : redisTls === 'on');
  const { host, port, user, database } = parts;
  const password = parts.password ?? redisPassword?.reveal();
  return { host, port, user, password, database, tls, ca: redisCa && readCa(redisCa) };
}

/** For people: where it is, without user and password. */
export function redisPlace({ host, port, database }: RedisLocation): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}/${database}`;
}

// What it throws never holds the address, because a password may be in it.
function readRedisUrl(url: string) {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^rediss?:$/.test(parsed.protocol) || parsed.hostname === '') {
    throw invalid('not an address like rediss://user:password@host:6379');
  }
  const database = /^\/?(\d{0,4})$/.exec(parsed.pathname)?.[1];
  if (database === undefined) throw invalid('the path must be the number of a database: /0');
  if (parsed.search !== '' || parsed.hash !== '') throw invalid('the address takes no options');
  return {
    encrypted: parsed.protocol === 'rediss:',
    host: decoded(parsed.hostname).replace(/^\[|\]$/g, ''),
    port: Number(parsed.port || 6379),
    user: decoded(parsed.username) || undefined,
    password: decoded(parsed.password) || undefined,
    database: Number(database),
  };
}

function isHere(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

function readCa(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CatopsError('config-invalid', `CATOPS_REDIS_CA: ${messageOf(error)}.`);
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid('a part of the address is not percent-encoded as addresses are');
  }
}

function invalid(sentence: string): CatopsError {
  return new CatopsError('config-invalid', `CATOPS_REDIS_URL: ${sentence}.`);
}
