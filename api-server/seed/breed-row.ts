/** The twelve scores every breed has, in the order of the digits of `BreedRow.scores`. */
export const scoreNames = [
  'adaptability',
  'affection_level',
  'child_friendly',
  'dog_friendly',
  'energy_level',
  'grooming',
  'health_issues',
  'intelligence',
  'shedding_level',
  'social_needs',
  'stranger_friendly',
  'vocalisation',
] as const;

/** What a breed either is or is not. */
export type BreedFlag =
  | 'indoor'
  | 'experimental'
  | 'hairless'
  | 'natural'
  | 'rare'
  | 'rex'
  | 'suppressed_tail'
  | 'short_legs'
  | 'hypoallergenic';

/** One breed as we keep it: short, and without anything that can be derived. */
export interface BreedRow {
  readonly id: string;
  readonly name: string;
  /** One or two sentences, our own words. */
  readonly about: string;
  readonly temper: string;
  /** Country and its two-letter code. */
  readonly home: readonly [country: string, code: string];
  readonly years: string;
  readonly weight: readonly [pounds: string, kilograms: string];
  /** Other names; an empty string is a recorded "none", a missing one was never recorded. */
  readonly also?: string;
  /** Twelve digits from 1 to 5, see `scoreNames`. */
  readonly scores: string;
  readonly catFriendly?: number;
  readonly bidability?: number;
  /** Whether it is a lap cat; missing where nobody recorded it. */
  readonly lap?: 0 | 1;
  readonly flags: readonly BreedFlag[];
  /** The last part of each address; an empty one stands for an empty address. */
  readonly links: {
    readonly cfa?: string;
    readonly vetstreet?: string;
    readonly vca?: string;
    readonly wikipedia?: string;
  };
  /** The reference picture. An unlisted one exists but is not embedded in the breed. */
  readonly picture?: {
    readonly id: string;
    readonly width: number;
    readonly height: number;
    readonly unlisted?: true;
  };
}
