import { afterEach, beforeEach, expect, it } from 'vitest';
import { seedBreeds } from '../../seed/breeds.js';
import { type FakeApp, fakeData, goodKey, openFakeApp } from '../../testing/fake-app.js';
import type { BreedRecord } from '../breeds/store.js';
import { type Fact, writeFacts } from './write-facts.js';

const breeds = seedBreeds().map((breed): BreedRecord => ({ ...breed }));
let api: FakeApp;
beforeEach(async () => {
  api = await openFakeApp({ data: { ...fakeData(), breeds } });
});
afterEach(() => api.app.close());

const ask = async (url: string) => {
  const answer = await api.ask(url, { key: goodKey });
  const { status, body, headers } = answer;
  return { status, body, headers, facts: status === 200 ? (answer.json as Fact[]) : [] };
};
const page = (headers: Readonly<Record<string, string | undefined>>) =>
  ['count', 'page', 'limit'].map((name) => headers[`pagination-${name}`]);

it('says at least two true things of every breed, each with an id of its own', () => {
  const facts = breeds.map(writeFacts);
  expect(facts.length).toBe(67);
  for (const ofBreed of facts) expect(ofBreed.length).toBeGreaterThanOrEqual(5);
  const all = facts.flat();
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  expect(new Set(all.map(({ fact }) => fact)).size).toBe(all.length);
  for (const { id, fact, title } of all) {
    expect(id).toMatch(/^[0-9A-Z]{5}$/);
    expect(fact).toMatch(/^[A-Z].*[^ ,]\.$/);
    expect(`${fact}${title}`).not.toMatch(/undefined|NaN| {2}| - /);
  }
});

it('keeps the id and the words of a fact', () => {
  const manx = breeds.filter(({ id }) => id === 'manx').flatMap(writeFacts);
  expect(manx.filter(({ title }) => /Origin|Life|Tail|Weight/.test(title))).toEqual([
    expect.objectContaining({ fact: 'The Manx comes from the Isle of Man.' }),
    expect.objectContaining({ fact: 'The Manx usually lives 12 to 14 years.' }),
    expect.objectContaining({
      fact: 'A grown Manx usually weighs 3 to 6 kilograms (7 to 13 pounds).',
    }),
    expect.objectContaining({ fact: 'The Manx is born with a short tail or with none.' }),
  ]);
  expect(manx.map(({ id }) => id).slice(0, 2)).toEqual(['0Z7EQ', 'PTDRQ']);
});

it('gives one at random, or up to ten, and counts all of them', async () => {
  const one = await ask('/v1/facts');
  expect(one.facts.length).toBe(1);
  const count = String(breeds.flatMap(writeFacts).length);
  expect(page(one.headers)).toEqual([count, '0', '1']);
  const many = await ask('/v1/facts?limit=100&order=rand');
  expect(new Set(many.facts.map(({ id }) => id)).size).toBe(10);
  expect(page(many.headers)).toEqual([count, '0', '10']);
  expect(api.fake.queries).toEqual([]);
});

it('gives those of a breed in either order, page by page', async () => {
  const manx = breeds.filter(({ id }) => id === 'manx').flatMap(writeFacts);
  const up = await ask('/v1/breeds/manx/facts?order=ASC&limit=3&page=1');
  expect(up.facts).toEqual(manx.slice(3, 6));
  const down = await ask('/v1/breeds/manx/facts?order=desc&limit=2');
  expect(down.facts).toEqual(manx.toReversed().slice(0, 2));
  expect(page(down.headers)).toEqual([String(manx.length), '0', '2']);
  const beyond = await ask('/v1/breeds/manx/facts?order=ASC&page=99');
  expect([beyond.facts, page(beyond.headers)]).toEqual([[], [String(manx.length), '99', '5']]);
});

it('wants a key, a breed that there is, and parameters that are right', async () => {
  expect((await api.ask('/v1/facts')).status).toBe(401);
  expect((await api.ask('/v1/breeds/manx/facts')).status).toBe(401);
  for (const url of ['/v1/breeds/none/facts', '/v1/facts?limit=0', '/v1/facts?order=up']) {
    const answer = await ask(url);
    expect([answer.status, answer.body]).toEqual([400, 'INVALID_DATA']);
  }
});

it('tells where more can be read, for anybody to keep', async () => {
  const answer = await api.ask('/v1/sources?limit=2&page=1');
  expect(page(answer.headers)).toEqual(['4', '1', '2']);
  expect(answer.headers['cache-control']).toBe('public, max-age=12800');
  expect((answer.json as { id: number }[]).map(({ id }) => id)).toEqual([3, 4]);
  expect((await api.ask('/v1/sources?page=x')).body).toBe('INVALID_DATA');
});
