import type { CoatName } from './coats.js';
import type { Colour } from './colour.js';

/** What distinguishes one breed's drawing from another's. */
export interface Look {
  readonly coats: readonly [CoatName, ...CoatName[]];
  readonly head: 'round' | 'flat' | 'medium' | 'wedge' | 'square';
  readonly ears: 'upright' | 'small' | 'large' | 'huge' | 'tufted' | 'folded' | 'curled';
  readonly fur: 'short' | 'plush' | 'long' | 'curly' | 'wire' | 'bare';
  readonly tail: 'long' | 'plume' | 'bob' | 'pompom' | 'none' | 'whip';
  readonly build: 'slim' | 'medium' | 'stocky' | 'large';
  readonly legs: 'short' | 'normal' | 'long';
  readonly eyes: readonly [EyeName, ...EyeName[]];
}

/** The colours of eyes; `odd` is one blue and one gold. */
export const eyeColours = {
  green: '#7fae5b',
  gooseberry: '#a9bf5c',
  gold: '#e3b341',
  copper: '#cf7f33',
  blue: '#5aa5dc',
  aqua: '#63bdbd',
  hazel: '#b59a49',
  odd: '#5aa5dc',
} as const satisfies Record<string, Colour>;

/** The name of an eye colour. */
export type EyeName = keyof typeof eyeColours;

const usual: Look = {
  coats: ['brownTabby', 'redTabby', 'tuxedo', 'calico'],
  head: 'medium',
  ears: 'upright',
  fur: 'short',
  tail: 'long',
  build: 'medium',
  legs: 'normal',
  eyes: ['green', 'gold', 'hazel'],
};

const look = (own: Partial<Look>): Look => ({ ...usual, ...own });

const siamese = look({
  coats: ['sealPoint', 'bluePoint', 'chocolatePoint', 'lilacPoint'],
  head: 'wedge',
  ears: 'huge',
  tail: 'whip',
  build: 'slim',
  legs: 'long',
  eyes: ['blue'],
});
const persian = look({
  coats: ['white', 'cream', 'blue', 'silver'],
  head: 'flat',
  ears: 'small',
  fur: 'long',
  tail: 'plume',
  build: 'stocky',
  eyes: ['copper', 'gold'],
});
const shaggy = look({
  coats: ['brownTabby', 'brownWhite', 'silverTabby', 'redTabby'],
  head: 'square',
  ears: 'tufted',
  fur: 'long',
  tail: 'plume',
  build: 'large',
  eyes: ['gold', 'green'],
});
const british = look({
  coats: ['blue', 'silverClassic', 'cream', 'lilac'],
  head: 'round',
  ears: 'small',
  fur: 'plush',
  build: 'stocky',
  eyes: ['copper', 'gold'],
});
const burmese = look({
  coats: ['sable', 'champagne', 'blue', 'lilac'],
  head: 'round',
  ears: 'upright',
  eyes: ['gold'],
});
const wild = look({
  tail: 'long',
  ears: 'large',
  build: 'medium',
  legs: 'long',
  eyes: ['green', 'gold'],
});
const sphynx = look({
  coats: ['rosySkin', 'greySkin', 'tanSkin'],
  head: 'wedge',
  ears: 'huge',
  fur: 'bare',
  tail: 'whip',
  build: 'medium',
  eyes: ['aqua', 'gold', 'green'],
});

/** How each breed is drawn, by its id. */
const breedLooks: Readonly<Record<string, Look>> = {
  abys: look({
    coats: ['ruddy', 'sorrel', 'fawn'],
    ears: 'large',
    build: 'slim',
    eyes: ['gold', 'green'],
  }),
  aege: look({ coats: ['harbour', 'redWhite', 'blueWhite'] }),
  abob: look({ ...shaggy, tail: 'bob', head: 'medium' }),
  acur: look({
    coats: ['redWhite', 'brownTabby', 'white', 'cream'],
    ears: 'curled',
    tail: 'plume',
  }),
  asho: look({
    coats: ['silverClassic', 'brownClassic', 'redTabby'],
    head: 'round',
    build: 'stocky',
  }),
  awir: look({ coats: ['brownWhite', 'cream', 'silverTabby'], head: 'round', fur: 'wire' }),
  amau: look({ coats: ['brownTabby', 'white', 'black'], ears: 'large', legs: 'long' }),
  amis: look({ coats: ['mistSpots', 'goldSpots', 'silverSpots'], head: 'round' }),
  bali: look({ ...siamese, fur: 'plush', tail: 'plume' }),
  bamb: look({ ...sphynx, legs: 'short' }),
  beng: look({ ...wild, coats: ['leopard', 'snowLeopard', 'bronzeSpots'], ears: 'upright' }),
  birm: look({ coats: ['birman'], fur: 'long', tail: 'plume', head: 'round', eyes: ['blue'] }),
  bomb: look({ coats: ['jet'], head: 'round', eyes: ['copper', 'gold'] }),
  bslo: look({
    ...british,
    coats: ['blue', 'cream', 'black', 'dilute'],
    fur: 'long',
    tail: 'plume',
  }),
  bsho: british,
  bure: burmese,
  buri: look({ ...burmese, coats: ['silver'], eyes: ['green'] }),
  cspa: look({ ...wild, coats: ['goldSpots', 'bronzeSpots', 'silverSpots'], ears: 'upright' }),
  ctif: look({
    coats: ['chocolate', 'lilac', 'cinnamon'],
    fur: 'long',
    tail: 'plume',
    eyes: ['gold'],
  }),
  char: look({ ...british, coats: ['blue', 'silverBlue'], ears: 'upright' }),
  chau: look({ ...wild, coats: ['tawny', 'black', 'ruddy'], build: 'large', ears: 'tufted' }),
  chee: look({ ...wild, coats: ['bronzeSpots', 'leopard', 'silverSpots'], build: 'large' }),
  csho: look({ ...siamese, coats: ['flamePoint', 'lilacPoint', 'bluePoint'] }),
  crex: look({
    ...siamese,
    coats: ['white', 'lilac', 'tortoiseshell', 'black'],
    fur: 'curly',
    eyes: ['gold', 'green'],
  }),
  cymr: look({
    ...british,
    coats: ['brownClassic', 'redTabby', 'calico'],
    fur: 'long',
    tail: 'none',
  }),
  cypr: look({ coats: ['redTabby', 'brownTabby', 'calico'], build: 'large' }),
  drex: look({
    ...sphynx,
    coats: ['dilute', 'cream', 'tuxedo', 'blue'],
    fur: 'curly',
    eyes: ['gold', 'green'],
  }),
  dons: sphynx,
  lihu: look({ coats: ['brownTabby'], eyes: ['gooseberry', 'gold'] }),
  emau: look({
    coats: ['silverSpots', 'bronzeSpots'],
    build: 'slim',
    legs: 'long',
    eyes: ['gooseberry'],
  }),
  ebur: look({ ...burmese, coats: ['red', 'cream', 'lilac', 'sable'] }),
  esho: look({
    ...persian,
    coats: ['redTabby', 'cream', 'blue', 'silverTabby'],
    fur: 'plush',
    tail: 'long',
  }),
  hbro: look({ coats: ['mahogany'], ears: 'large', build: 'slim', eyes: ['green'] }),
  hima: look({ ...persian, coats: ['sealPoint', 'bluePoint', 'flamePoint'], eyes: ['blue'] }),
  jbob: look({
    coats: ['calico', 'vanRed', 'tuxedo'],
    tail: 'pompom',
    build: 'slim',
    ears: 'large',
  }),
  java: look({
    ...siamese,
    coats: ['flamePoint', 'lilacPoint', 'bluePoint'],
    fur: 'plush',
    tail: 'plume',
  }),
  khao: look({ coats: ['white'], ears: 'large', eyes: ['odd', 'odd', 'blue', 'gold'] }),
  kora: look({ coats: ['silverBlue', 'blue'], ears: 'large', eyes: ['green', 'gooseberry'] }),
  kuri: look({
    ...shaggy,
    coats: ['redTabby', 'brownTabby', 'calico'],
    ears: 'upright',
    tail: 'pompom',
  }),
  lape: look({ coats: ['brownTabby', 'tortoiseshell', 'cinnamon'], fur: 'curly', tail: 'plume' }),
  mcoo: shaggy,
  mala: look({ ...burmese, coats: ['champagne', 'lilac', 'blue'] }),
  manx: look({
    ...british,
    coats: ['redTabby', 'tortoiseshell', 'brownTabby', 'tuxedo'],
    tail: 'none',
  }),
  munc: look({
    coats: ['redWhite', 'calico', 'brownTabby', 'cream'],
    legs: 'short',
    head: 'round',
  }),
  nebe: look({ coats: ['silverBlue', 'blue'], fur: 'long', tail: 'plume', eyes: ['green'] }),
  norw: look({ ...shaggy, coats: ['brownWhite', 'silverTabby', 'tuxedo'], head: 'medium' }),
  ocic: look({ ...wild, coats: ['goldSpots', 'bronzeSpots', 'silverSpots'], ears: 'upright' }),
  orie: look({
    ...siamese,
    coats: ['mahogany', 'black', 'lilac', 'redTabby', 'silverTabby'],
    eyes: ['green'],
  }),
  pers: persian,
  pixi: look({ ...shaggy, coats: ['bronzeSpots', 'brownTabby'], fur: 'plush', tail: 'bob' }),
  raga: look({
    ...shaggy,
    coats: ['cream', 'blueWhite', 'calico'],
    ears: 'upright',
    head: 'round',
  }),
  ragd: look({
    ...shaggy,
    coats: ['ragdoll', 'bluePoint', 'sealPoint'],
    ears: 'upright',
    eyes: ['blue'],
  }),
  rblu: look({ coats: ['silverBlue', 'blue'], build: 'slim', ears: 'large', eyes: ['green'] }),
  sava: look({ ...wild, coats: ['goldSpots', 'bronzeSpots'], ears: 'huge', build: 'slim' }),
  sfol: look({ ...british, coats: ['silverTabby', 'blue', 'cream', 'calico'], ears: 'folded' }),
  srex: look({
    ...british,
    coats: ['cream', 'dilute', 'tortoiseshell'],
    fur: 'curly',
    tail: 'plume',
  }),
  siam: siamese,
  sibe: look({ ...shaggy, coats: ['brownTabby', 'silverTabby', 'flamePoint'], head: 'round' }),
  sing: look({ coats: ['sepia'], ears: 'large', head: 'round', eyes: ['hazel', 'green'] }),
  snow: look({ coats: ['snowshoe'], eyes: ['blue'] }),
  soma: look({ coats: ['ruddy', 'sorrel', 'fawn'], ears: 'tufted', fur: 'long', tail: 'plume' }),
  sphy: sphynx,
  tonk: look({ coats: ['mink', 'lilacPoint', 'bluePoint'], eyes: ['aqua'] }),
  toyg: look({ coats: ['toyger'], build: 'large', eyes: ['gold', 'green'] }),
  tang: look({
    coats: ['white', 'white', 'silver'],
    fur: 'long',
    tail: 'plume',
    eyes: ['odd', 'blue', 'gold'],
  }),
  tvan: look({
    coats: ['vanRed', 'vanBlack'],
    fur: 'long',
    tail: 'plume',
    eyes: ['odd', 'gold', 'blue'],
  }),
  ycho: look({
    coats: ['chocolate', 'lilac'],
    fur: 'long',
    tail: 'plume',
    eyes: ['hazel', 'gold'],
  }),
};

/** The cats next door: drawn where a picture names no breed. */
const moggies: readonly [Look, ...Look[]] = [
  usual,
  look({ coats: ['redTabby', 'redWhite'], head: 'round' }),
  look({ coats: ['tuxedo', 'black'], ears: 'large' }),
  look({ coats: ['calico', 'tortoiseshell', 'dilute'], head: 'round' }),
  look({ coats: ['blueTabby', 'silverTabby', 'cream'], build: 'stocky' }),
  look({ coats: ['brownWhite', 'blueWhite', 'white'], fur: 'plush', tail: 'plume' }),
];

/** The look of a breed, or of the cat next door with that number. */
export function lookOf(breedId: string | undefined, number: number): Look {
  const own = breedId === undefined ? undefined : breedLooks[breedId];
  return own ?? moggies[number % moggies.length] ?? usual;
}
