import { createHash } from 'node:crypto';
import type { BreedRecord } from '../breeds/store.js';

/** One true sentence or two about a breed, as the wire sends it. */
export interface Fact {
  /** Five characters of `0-9A-Z`: the same for the same subject of the same breed, always. */
  readonly id: string;
  readonly fact: string;
  readonly breed_id: string;
  readonly title: string;
}

/** Countries whose names take an article. */
const withArticle = new Set(['United States', 'United Kingdom', 'United Arab Emirates']);
const isle = /^Isle of /;

/** What a breed's column of 0 or 1 says in words when it is 1. */
const kinds = {
  hairless: ['Coat', 'is counted among the hairless cats.'],
  suppressed_tail: ['Tail', 'is born with a short tail or with none.'],
  short_legs: ['Legs', 'has short legs.'],
  natural: ['Ancestry', 'is counted as a natural breed: it came about without a plan of breeders.'],
  experimental: ['Ancestry', 'is counted as an experimental breed.'],
  rare: ['Rarity', 'is counted as a rare breed.'],
} as const;

/** All that is said about a breed, from what is kept of it and nothing else. */
export function writeFacts(breed: BreedRecord): readonly Fact[] {
  const { name } = breed;
  const facts: Fact[] = [];
  const say = (subject: string, title: string, fact: string) => {
    facts.push({ id: factId(breed.id, subject), fact, breed_id: breed.id, title });
  };
  const column = (column: string) => {
    const value = breed[column];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const [about, origin, life, temper] = [
    ...[column('description'), column('origin'), column('life_span'), column('temperament')],
  ];
  if (about) say('description', `About the ${name}`, about);
  if (origin) say('origin', `Origin of the ${name}`, `The ${name} comes from ${place(origin)}.`);
  if (life) say('life', `Life of the ${name}`, `The ${name} usually lives ${range(life)} years.`);
  const weight = weightOf(breed);
  if (weight) say('weight', `Weight of the ${name}`, `A grown ${name} usually weighs ${weight}.`);
  if (temper) {
    const nature = listed(temper.toLowerCase().split(/,\s*/));
    say('temperament', `Nature of the ${name}`, `The ${name} is known as ${nature}.`);
  }
  for (const [flag, [title, text]] of Object.entries(kinds)) {
    if (breed[flag] === 1) say(flag, `${title} of the ${name}`, `The ${name} ${text}`);
  }
  return facts;
}

/** Of 60 million texts; that no two of the seed are equal is tested. */
function factId(breedId: string, subject: string): string {
  const hash = createHash('sha256').update(`${breedId} ${subject}`).digest();
  return (hash.readUInt32BE() % 36 ** 5).toString(36).toUpperCase().padStart(5, '0');
}

function place(country: string): string {
  return withArticle.has(country) || isle.test(country) ? `the ${country}` : country;
}

/** `14 - 15` as it is said. */
function range(text: string): string {
  return text.trim().replace(/\s*-\s*/, ' to ');
}

function weightOf({ weight }: BreedRecord): string | undefined {
  if (typeof weight !== 'object' || weight === null) return undefined;
  const { metric, imperial } = weight as Readonly<Record<string, unknown>>;
  if (typeof metric !== 'string' || typeof imperial !== 'string') return undefined;
  return `${range(metric)} kilograms (${range(imperial)} pounds)`;
}

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
