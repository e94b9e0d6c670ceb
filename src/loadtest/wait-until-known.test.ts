import { expect, it } from 'vitest';
import { waitUntilKnown } from './wait-until-known.js';

function targetThat(statuses: readonly number[]) {
  const asked: unknown[] = [];
  let ms = 0;
  const clock = {
    now: () => ms,
    monotonic: () => ms,
    sleep: async (more: number) => {
      ms += more;
    },
  };
  const get = async (path: string, { headers = {} } = {}) => {
    asked.push([path, headers]);
    return { status: statuses[asked.length - 1] ?? 401, text: '' };
  };
  return { asked, deps: { clock, target: { get } } };
}
const { signal } = new AbortController();

it('asks with the newest key until it is taken', async () => {
  const { asked, deps } = targetThat([401, 401, 200]);
  await waitUntilKnown(deps, '/v1/votes', ['old', 'new'], signal);
  expect(asked).toEqual(Array(3).fill(['/v1/votes', { 'x-api-key': 'new' }]));
});

it('asks nothing where keys were not made just now, and not for ever', async () => {
  const { asked, deps } = targetThat([]);
  await waitUntilKnown(deps, undefined, ['key'], signal);
  await waitUntilKnown(deps, '/v1/votes', [], signal);
  expect(asked).toEqual([]);
  await waitUntilKnown(deps, '/v1/votes', ['key'], signal);
  expect(asked).toHaveLength(200);
});
