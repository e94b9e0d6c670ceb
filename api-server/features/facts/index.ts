export { FactIndex } from './fact-index.js';
export { listBreedFacts, listFacts } from './routes.js';

import { type Binding, bindAccount } from '../../http/binding.js';
import { invalidData, jsonReply, paginationHeaders, type Reply } from '../../http/reply.js';
import type { FactIndex } from './fact-index.js';
import { type FactQuery, listBreedFacts, listFacts } from './routes.js';
import type { Fact } from './write-facts.js';

const inMemory = { work: 'memory' } as const;

/** The routes of facts with their handlers. `random` gives numbers in [0, 1). */
export function bindFacts(index: FactIndex, random: () => number): Binding[] {
  return [
    bindAccount(listFacts, ({ query }) => pageOf(index.all(), query, random), inMemory),
    bindAccount(
      listBreedFacts,
      ({ params, query }) => {
        const facts = index.ofBreed(params.breed_id);
        return facts ? pageOf(facts, query, random) : invalidData;
      },
      inMemory,
    ),
  ];
}

function pageOf(facts: readonly Fact[], query: FactQuery, random: () => number): Reply {
  const { limit, page, order } = query;
  const first = page * limit;
  let chosen: readonly Fact[];
  if (order === 'random') chosen = drawn(facts, limit, random);
  else {
    const ordered = order === 'asc' ? facts : facts.toReversed();
    chosen = ordered.slice(first, first + limit);
  }
  return jsonReply(JSON.stringify(chosen), paginationHeaders(facts.length, page, limit));
}

/** So many different ones, each set of them as likely as any other. */
function drawn(facts: readonly Fact[], count: number, random: () => number): readonly Fact[] {
  const places = new Set<number>();
  while (places.size < Math.min(count, facts.length)) {
    places.add(Math.floor(random() * facts.length));
  }
  return [...places].flatMap((place) => facts[place] ?? []);
}
