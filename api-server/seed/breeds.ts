import { type BreedFlag, type BreedRow, scoreNames } from './breed-row.js';
import { breedRowsAToK } from './breed-rows-a-k.js';
import { breedRowsKToZ } from './breed-rows-k-z.js';

type Bit = 0 | 1;

/**
 * A breed as the API sends it. The order of the keys is part of the contract, and a column
 * without a value is absent, never null.
 */
export interface Breed {
  readonly weight: { readonly imperial: string; readonly metric: string };
  readonly id: string;
  readonly name: string;
  readonly cfa_url?: string;
  readonly vetstreet_url?: string;
  readonly vcahospitals_url?: string;
  readonly temperament: string;
  readonly origin: string;
  readonly country_codes: string;
  readonly country_code: string;
  readonly description: string;
  readonly life_span: string;
  readonly indoor: Bit;
  readonly lap?: Bit;
  readonly alt_names?: string;
  readonly adaptability: number;
  readonly affection_level: number;
  readonly child_friendly: number;
  readonly cat_friendly?: number;
  readonly dog_friendly: number;
  readonly energy_level: number;
  readonly grooming: number;
  readonly health_issues: number;
  readonly intelligence: number;
  readonly shedding_level: number;
  readonly social_needs: number;
  readonly stranger_friendly: number;
  readonly vocalisation: number;
  readonly bidability?: number;
  readonly experimental: Bit;
  readonly hairless: Bit;
  readonly natural: Bit;
  readonly rare: Bit;
  readonly rex: Bit;
  readonly suppressed_tail: Bit;
  readonly short_legs: Bit;
  readonly wikipedia_url?: string;
  readonly hypoallergenic: Bit;
  readonly reference_image_id?: string;
  readonly image?: {
    readonly id: string;
    readonly width: number;
    readonly height: number;
    /** A path without a host; the server puts its own image host before it. */
    readonly url: string;
  };
}

/** The seed rows in wire order. */
export const breedRows: readonly BreedRow[] = [...breedRowsAToK, ...breedRowsKToZ];

/** These three breeds' reference pictures are PNG files; every other one is a JPEG. */
const pngBreeds: ReadonlySet<string> = new Set(['beng', 'drex', 'kora']);

/** The file extension of a breed's reference picture. */
export function referenceExtension(breedId: string): 'jpg' | 'png' {
  return pngBreeds.has(breedId) ? 'png' : 'jpg';
}

function address(base: string, slug: string | undefined, ending = ''): string | undefined {
  return slug === '' ? '' : slug && `${base}${slug}${ending}`;
}

function imageOf(row: BreedRow): Breed['image'] {
  if (!row.picture || row.picture.unlisted) return undefined;
  const { id, width, height } = row.picture;
  return { id, width, height, url: `/images/${id}.${referenceExtension(row.id)}` };
}

function scoresOf(row: BreedRow): Record<(typeof scoreNames)[number], number> {
  const pairs = scoreNames.map((name, index) => [name, Number(row.scores[index])] as const);
  return Object.fromEntries(pairs) as Record<(typeof scoreNames)[number], number>;
}

/** Turns a seed row into the wire shape; the order written here is the order sent. */
export function toBreed(row: BreedRow): Breed {
  const [imperial, metric] = row.weight;
  const [origin, country] = row.home;
  const flag = (name: BreedFlag): Bit => (row.flags.includes(name) ? 1 : 0);
  const scores = scoresOf(row);
  const columns = {
    weight: { imperial, metric },
    id: row.id,
    name: row.name,
    cfa_url: address('http://cfa.org/Breeds/', row.links.cfa, '.aspx'),
    vetstreet_url: address('http://www.vetstreet.com/cats/', row.links.vetstreet),
    vcahospitals_url: address('https://vcahospitals.com/know-your-pet/cat-breeds/', row.links.vca),
    temperament: row.temper,
    origin,
    country_codes: country,
    country_code: country,
    description: row.about,
    life_span: row.years,
    indoor: flag('indoor'),
    lap: row.lap,
    alt_names: row.also,
    adaptability: scores.adaptability,
    affection_level: scores.affection_level,
    child_friendly: scores.child_friendly,
    cat_friendly: row.catFriendly,
    dog_friendly: scores.dog_friendly,
    energy_level: scores.energy_level,
    grooming: scores.grooming,
    health_issues: scores.health_issues,
    intelligence: scores.intelligence,
    shedding_level: scores.shedding_level,
    social_needs: scores.social_needs,
    stranger_friendly: scores.stranger_friendly,
    vocalisation: scores.vocalisation,
    bidability: row.bidability,
    experimental: flag('experimental'),
    hairless: flag('hairless'),
    natural: flag('natural'),
    rare: flag('rare'),
    rex: flag('rex'),
    suppressed_tail: flag('suppressed_tail'),
    short_legs: flag('short_legs'),
    wikipedia_url: address('https://en.wikipedia.org/wiki/', row.links.wikipedia),
    hypoallergenic: flag('hypoallergenic'),
    reference_image_id: row.picture?.id,
    image: imageOf(row),
  };
  return Object.fromEntries(
    Object.entries(columns).filter(([, value]) => value !== undefined),
  ) as unknown as Breed;
}

/** The 67 breeds in wire order. */
export function seedBreeds(): readonly Breed[] {
  return breedRows.map(toBreed);
}
