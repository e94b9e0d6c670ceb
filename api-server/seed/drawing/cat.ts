import type { Random } from '../random.js';
import { type Coat, coats } from './coats.js';
import { brightness, type Colour, darker, lighter } from './colour.js';
import { eyeColours, type Look } from './looks.js';
import type { EdgeKind } from './outline.js';

/** What the face does. */
export type Mood = 'awake' | 'wide' | 'sleepy' | 'happy' | 'asleep' | 'wink';

/** One cat, with everything decided that its parts need in order to be drawn alike. */
export interface Cat {
  readonly look: Look;
  readonly coat: Coat;
  readonly eyes: readonly [Colour, Colour];
  readonly mood: Mood;
  readonly random: Random;
  /** Contour lines: the coat's own colour, much darker. */
  readonly line: Colour;
  /** Chest, muzzle and toes where the coat is lighter. */
  readonly pale: Colour;
}

/** Settles what a cat of this look is like. */
export function catOf(look: Look, variant: number, mood: Mood, random: Random): Cat {
  const coat: Coat = coats[look.coats[variant % look.coats.length] ?? look.coats[0]];
  const eyeName = look.eyes[variant % look.eyes.length] ?? look.eyes[0];
  const eye = eyeColours[eyeName];
  const base = coat.base;
  return {
    look,
    coat,
    eyes: [eye, eyeName === 'odd' ? eyeColours.gold : eye],
    mood,
    random,
    line: brightness(base) > 0.85 ? darker(base, 0.45) : darker(base, 0.58),
    pale: coat.white ? '#fbf8f3' : lighter(base, brightness(base) < 0.35 ? 0.1 : 0.42),
  };
}

/** The edge of the coat and how far its hairs stand out. */
export function edgeOf(cat: Cat): { readonly kind: EdgeKind; readonly depth: number } {
  const { fur } = cat.look;
  if (fur === 'long') return { kind: 'tufts', depth: 17 };
  if (fur === 'wire') return { kind: 'tufts', depth: 6 };
  if (fur === 'curly') return { kind: 'curls', depth: 6 };
  return { kind: 'smooth', depth: 0 };
}

/** How wide the body is against a medium cat. */
export function girthOf(cat: Cat): number {
  const widths = { slim: 0.84, medium: 1, stocky: 1.14, large: 1.17 } as const;
  return widths[cat.look.build];
}

/** How long the legs are against a medium cat. */
export function legsOf(cat: Cat): number {
  return { short: 0.42, normal: 1, long: 1.14 }[cat.look.legs];
}
