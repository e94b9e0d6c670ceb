import { describe, expect, it } from 'vitest';
import { checkUncached, readLoadtestFlags } from './loadtest-request.js';

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

describe('a route to be served without its cache', () => {
  const known = ['GET /v1/breeds', 'GET /v1/images/{image_id}', 'POST /v1/votes'];
  const candidates = async () => known.map((value) => ({ value, about: '' }));

  it('is refused before anything is started when the API has none of that name', async () => {
    await expect(checkUncached({ candidates }, ['get /v1/bredes'])).rejects.toMatchObject({
      code: 'usage-invalid',
      message: '--uncache: the API has no route "GET /v1/bredes". Did you mean "GET /v1/breeds"?',
      hint: 'one of GET /v1/breeds, GET /v1/images/{image_id}',
    });
  });

  it('is taken by its name, and where nothing is known of the API', async () => {
    await checkUncached({ candidates }, ['get /v1/breeds', 'POST /v1/votes']);
    await checkUncached({ candidates: async () => [] }, ['GET /v1/other']);
  });
});
