import type { BreedRow } from './breed-row.js';
import { breedRows, referenceExtension } from './breeds.js';
import { seedCategories } from './categories.js';
import type { Theme } from './drawing/outfit.js';
import { type Random, randomFrom } from './random.js';

/** What is settled about a picture before anything of it is drawn. */
export interface PicturePlan {
  readonly id: string;
  readonly extension: 'jpg' | 'png';
  readonly width: number;
  readonly height: number;
  readonly breed?: BreedRow;
  readonly variant: number;
  readonly themes: readonly Theme[];
  readonly number: number;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';

type Size = readonly [width: number, height: number];

const sizes: readonly [Size, ...Size[]] = [
  [600, 450],
  [520, 520],
  [480, 640],
  [600, 400],
  [480, 600],
  [640, 427],
  [500, 500],
  [480, 680],
  [640, 360],
  [560, 420],
];

/** PNG of flat colours grows with its area more than JPEG does, so those pictures are smaller. */
const pngSizes: typeof sizes = [
  [480, 480],
  [500, 375],
  [480, 600],
  [540, 405],
];

const themeNames = seedCategories.map(({ name }) => name as Theme);

/** How many pictures of each category show a cat of no particular breed. */
const strangersPerTheme = 12;

/** How many show such a cat and nothing else. */
const plainStrangers = 8;

function idFrom(random: Random): string {
  return Array.from({ length: 9 }, () => alphabet[Math.floor(random.next() * 64)]).join('');
}

interface Wish {
  readonly breed?: BreedRow;
  readonly variant: number;
  readonly themes: readonly Theme[];
}

function themeAt(index: number): Theme {
  return themeNames[index % themeNames.length] ?? 'hats';
}

/** Every fifth themed picture shows two themes that can be worn together. */
function withCompany(theme: Theme, index: number): Theme[] {
  if (index % 5 !== 0) return [theme];
  if (theme === 'hats') return ['hats', 'sunglasses'];
  if (theme === 'sunglasses') return ['sunglasses', 'ties'];
  if (theme === 'ties') return ['ties', 'hats'];
  if (theme === 'boxes') return ['boxes', 'hats'];
  return [theme];
}

/** Four pictures a breed: its reference, then others, one of them or more with a theme. */
function wishesOf(breed: BreedRow, index: number): Wish[] {
  const missing: Wish[] = breed.picture ? [] : [{ breed, variant: 0, themes: [] }];
  const second = index % 3 === 0 ? withCompany(themeAt(index + 3), index) : [];
  return [
    ...missing,
    { breed, variant: 1, themes: [] },
    { breed, variant: 0, themes: withCompany(themeAt(index), index) },
    { breed, variant: 2, themes: second },
  ];
}

function strangers(): Wish[] {
  const themed = Array.from({ length: strangersPerTheme * themeNames.length }, (_, index): Wish => {
    return { variant: index, themes: withCompany(themeAt(index), Math.floor(index / 7)) };
  });
  const plain = Array.from(
    { length: plainStrangers },
    (_, variant): Wish => ({ variant, themes: [] }),
  );
  return [...themed, ...plain];
}

function referencePlan(breed: BreedRow, number: number): PicturePlan[] {
  if (!breed.picture) return [];
  const { id, width, height } = breed.picture;
  const extension = referenceExtension(breed.id);
  return [{ id, extension, width, height, breed, variant: 0, themes: [], number }];
}

function plannedFrom(wish: Wish, number: number, taken: Set<string>): PicturePlan {
  const random = randomFrom(`picture ${number}`);
  let id = idFrom(random);
  while (taken.has(id)) id = idFrom(random);
  taken.add(id);
  const extension = random.chance(0.3) ? 'png' : 'jpg';
  const [width, height] = random.pick(extension === 'png' ? pngSizes : sizes);
  return { id, extension, width, height, number, ...wish };
}

/** All pictures: the breeds' reference pictures first, then the others. */
export function planPictures(): readonly PicturePlan[] {
  const references = breedRows.flatMap(referencePlan);
  const taken = new Set(references.map(({ id }) => id));
  const wishes = [...breedRows.flatMap(wishesOf), ...strangers()];
  const others = wishes.map((wish, index) => plannedFrom(wish, references.length + index, taken));
  return [...references, ...others];
}
