import type { Random } from '../random.js';
import type { FacePlan } from './face.js';
import { type Edges, placed } from './geometry.js';
import type { Look } from './looks.js';
import {
  drawGarment,
  drawRoll,
  type Garment,
  sleevesOf,
  someJumper,
  spaceSuit,
} from './props/garments.js';
import { drawHat, hatNames } from './props/hats.js';
import { drawHelmet } from './props/helmet.js';
import { drawBandana, drawScarf, drawTie } from './props/neckwear.js';
import { drawSunglasses } from './props/sunglasses.js';
import type { Sketch } from './sketch.js';
import type { Wear } from './wear.js';

/** What a picture is about, besides a cat. */
export type Theme = 'boxes' | 'clothes' | 'hats' | 'sinks' | 'space' | 'sunglasses' | 'ties';

/** Told of every worn thing and where it was drawn, in the coordinates of the cat's sketch. */
export type Note = (name: string, parents: readonly string[], edges: Edges | undefined) => void;

function dressed(garment: Garment, name: string, note: Note): Wear {
  return {
    sleeve: sleevesOf(garment),
    torso: (sketch, torso) => {
      const place = sketch.apart(() => drawGarment(sketch, torso, garment));
      note(name, ['Clothing'], place);
    },
    neck: (sketch, neck) => drawRoll(sketch, neck.x, neck.y, neck.half, garment),
  };
}

function clothes(random: Random, note: Note): Wear {
  const kind = random.pick(['jumper', 'scarf', 'jumper', 'bandana']);
  if (kind === 'jumper') return dressed(someJumper(random), 'Sweater', note);
  return {
    neck: (sketch, neck) => {
      const scarf = kind === 'scarf';
      const place = sketch.apart(() => (scarf ? drawScarf : drawBandana)(sketch, neck, random));
      note(scarf ? 'Scarf' : 'Bandana', scarf ? ['Clothing'] : ['Accessories', 'Clothing'], place);
    },
  };
}

function tie(random: Random, note: Note): Wear {
  const bow = random.chance(0.35);
  return {
    neck: (sketch, neck) => {
      const place = sketch.apart(() => drawTie(sketch, neck, bow, random));
      note(bow ? 'Bow Tie' : 'Necktie', ['Accessories', 'Formal Wear', 'Tie'], place);
      note('Tie', ['Accessories', 'Formal Wear'], place);
    },
  };
}

function hat(random: Random, note: Note): Wear['head'] {
  const name = random.pick(hatNames);
  const tilt = placed(0, 6, 1, random.between(-5, 5));
  return (sketch) => {
    const place = sketch.apart(() => sketch.within(tilt, () => drawHat(sketch, name, random)));
    note('Hat', ['Clothing'], place);
    if (name === 'crown') note('Crown', ['Accessories', 'Jewelry'], place);
    if (name === 'cowboy') note('Cowboy Hat', ['Clothing', 'Hat'], place);
    if (name === 'beanie') note('Beanie', ['Clothing', 'Hat'], place);
  };
}

function both(one: Wear['head'], other: Wear['head']): Wear['head'] {
  if (!one || !other) return one ?? other;
  return (sketch: Sketch) => {
    one(sketch);
    other(sketch);
  };
}

/** What the cat wears for the themes of its picture. Hats and glasses may come together. */
export function outfitFor(
  themes: readonly Theme[],
  look: Look,
  plan: FacePlan,
  random: Random,
  note: Note,
): Wear {
  let wear: Wear = {};
  if (themes.includes('space')) wear = dressed(spaceSuit, 'Space Suit', note);
  else if (themes.includes('ties')) wear = tie(random, note);
  else if (themes.includes('clothes')) wear = clothes(random, note);
  let head: Wear['head'];
  if (themes.includes('sunglasses')) {
    head = (sketch) => {
      const place = sketch.apart(() => drawSunglasses(sketch, plan, random));
      note('Sunglasses', ['Accessories', 'Glasses'], place);
      note('Glasses', ['Accessories'], place);
    };
  }
  if (themes.includes('hats')) head = both(head, hat(random, note));
  if (themes.includes('space')) {
    head = both(head, (sketch) => {
      note(
        'Helmet',
        ['Clothing'],
        sketch.apart(() => drawHelmet(sketch, look)),
      );
    });
  }
  return head ? { ...wear, head } : wear;
}
