import { expect, it } from 'vitest';
import { readLoadtestFlags } from './loadtest-request.js';

const read = (target: string, allowHost: readonly string[] = []) =>
  readLoadtestFlags({
    target,
    allowHost,
    duration: undefined,
    lessons: undefined,
    uncache: [],
    threads: undefined,
    processors: 2,
  });

it.each(['http://127.0.0.1:3000', 'http://localhost', 'http://[::1]:3000', 'http://2130706433'])(
  'puts this machine under load without a word: %s',
  (target) => {
    expect(read(target).url).toBeDefined();
  },
);

it.each(['http://staging.example', 'http://127.0.0.1.example', 'http://localhost.example'])(
  'refuses %s until its host is named',
  (target) => {
    const { hostname } = new URL(target);
    expect(() => read(target, ['other.example'])).toThrow(
      `--target: ${hostname} is not this machine`,
    );
    expect(read(target, [hostname.toUpperCase()]).url).toBe(target);
  },
);

it.each(['http://name:hidden@127.0.0.1', 'http://:hidden@127.0.0.1', 'http://hidden@127.0.0.1'])(
  'neither takes nor repeats a URL with a name or password: %s',
  (target) => {
    expect(() => read(target)).toThrow('--target: the URL given is not a plain URL such as');
  },
);
