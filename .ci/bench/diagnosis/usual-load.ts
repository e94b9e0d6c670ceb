import type { Case } from './cases.ts';
import { Load, type Stream } from './load.ts';
import type { Stack } from './stack.ts';

/** Callers without a key come from so many addresses. */
const addresses = 80;

/** The load of an afternoon, and what can be changed of it. */
export interface UsualLoad {
  readonly load: Load;
  /** By name, so that their rates can be raised. */
  readonly streams: Readonly<Record<string, Stream>>;
  /** Pictures of which analyses are asked for from now on. */
  askAnalysesOf(ids: readonly string[]): void;
  /** Every picture of the seed. */
  readonly ids: readonly string[];
}

/** Begins to send it. */
export async function beginUsualLoad(
  { url, keys }: Stack,
  { scale, random }: Case,
): Promise<UsualLoad> {
  const found = await fetch(`${url}/v1/images/search?limit=100&order=ASC`, {
    headers: { 'x-api-key': keys[0] ?? '' },
  });
  const ids = ((await found.json()) as { id: string }[]).map(({ id }) => id);
  const breeds = ((await (await fetch(`${url}/v1/breeds`)).json()) as { id: string }[]).map(
    ({ id }) => id,
  );
  const oneOf = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)] as T;
  // Those that are asked for often are asked for often all day long.
  const popular = (of: readonly string[]) =>
    of[Math.min(of.length - 1, Math.floor(of.length * random() ** 2))] ?? '';
  const from = () => `127.0.1.${1 + Math.floor(random() * addresses)}`;
  const keyed = () => ({ headers: { 'x-api-key': oneOf(keys) } });
  let analysed = ids.slice(0, Math.ceil(ids.length / 2));
  const stream = (rate: number, next: Stream['next']): Stream => ({ rate: rate * scale, next });
  const get = (rate: number, path: () => string) =>
    stream(rate, () => ({ path: path(), from: from() }));
  const streams = {
    search: get(10, () => '/v1/images/search?limit=10'),
    image: get(7, () => `/v1/images/${popular(ids)}`),
    analysis: get(5, () => `/v1/images/${popular(analysed)}/analysis`),
    breeds: get(4, () => '/v1/breeds?limit=10'),
    breed: get(2, () => `/v1/breeds/${oneOf(breeds)}`),
    picture: get(2, () => `/images/${popular(ids)}.jpg`),
    votes: stream(4, () => ({ path: '/v1/votes?limit=10', ...keyed() })),
    favourites: stream(3, () => ({ path: '/v1/favourites?limit=10', ...keyed() })),
    vote: stream(2.5, () => {
      const body = JSON.stringify({ image_id: popular(ids), value: 1 });
      return { method: 'POST', path: '/v1/votes', body, ...keyed() };
    }),
    signUp: stream(0.4, () => {
      const body = JSON.stringify({ email: `c${Math.floor(random() * 1e12)}@example.com` });
      const path = '/v1/user/passwordlesssignup';
      return { method: 'POST', path, body, from: from() };
    }),
    // There is always somebody who mistypes.
    stray: get(0.5, () => `/v1/${oneOf(['image', 'breed', 'cats'])}/${oneOf(breeds)}`),
  };
  const load = new Load(url, random);
  for (const each of Object.values(streams)) load.add(each);
  return {
    ...{ load, streams, ids },
    askAnalysesOf(chosen) {
      analysed = [...chosen];
    },
  };
}
