import type { Colour } from './colour.js';

/** How the colours of a coat are laid out. */
export type Pattern =
  | 'solid'
  | 'stripes'
  | 'swirls'
  | 'spots'
  | 'rosettes'
  | 'ticked'
  | 'points'
  | 'patches'
  | 'calico'
  | 'van'
  | 'skin';

/** A coat: its ground colour, what is drawn on it, and where white covers both. */
export interface Coat {
  readonly base: Colour;
  readonly mark: Colour;
  /** The third colour of a calico. */
  readonly patch?: Colour;
  readonly pattern: Pattern;
  readonly white?: 'bib' | 'feet';
}

const solid = (base: Colour): Coat => ({ base, mark: base, pattern: 'solid' });
const points = (base: Colour, mark: Colour): Coat => ({ base, mark, pattern: 'points' });

/** Every coat a drawn cat may wear. */
export const coats = {
  black: solid('#45414b'),
  jet: solid('#35323c'),
  blue: solid('#8e9bb0'),
  silverBlue: solid('#a0abbd'),
  chocolate: solid('#7a503c'),
  mahogany: solid('#6d3f2e'),
  sable: solid('#7b5442'),
  champagne: solid('#c9a585'),
  lilac: solid('#bfaeb4'),
  cinnamon: solid('#b4714a'),
  red: solid('#e39a55'),
  cream: solid('#f1d3a6'),
  white: solid('#f8f4ee'),
  silver: { base: '#e4e4e8', mark: '#a9abb6', pattern: 'ticked' },
  ruddy: { base: '#cf8d56', mark: '#7d4426', pattern: 'ticked' },
  sorrel: { base: '#dd9c6b', mark: '#a45a33', pattern: 'ticked' },
  fawn: { base: '#dcc0a3', mark: '#a68468', pattern: 'ticked' },
  sepia: { base: '#dbc3a0', mark: '#7a5638', pattern: 'ticked' },
  tawny: { base: '#c69c6b', mark: '#6b4a30', pattern: 'ticked' },
  brownTabby: { base: '#b58d65', mark: '#57392a', pattern: 'stripes' },
  brownWhite: { base: '#b58d65', mark: '#57392a', pattern: 'stripes', white: 'bib' },
  redTabby: { base: '#eba45c', mark: '#c26c2a', pattern: 'stripes' },
  redWhite: { base: '#eba45c', mark: '#c26c2a', pattern: 'stripes', white: 'bib' },
  blueTabby: { base: '#aab2be', mark: '#6a7486', pattern: 'stripes' },
  silverTabby: { base: '#cfd2d8', mark: '#4d4d57', pattern: 'stripes' },
  toyger: { base: '#dc9a4e', mark: '#3f2a20', pattern: 'stripes' },
  silverClassic: { base: '#d3d5da', mark: '#4c4c56', pattern: 'swirls' },
  brownClassic: { base: '#b98e62', mark: '#513426', pattern: 'swirls' },
  bronzeSpots: { base: '#c39a69', mark: '#59402c', pattern: 'spots' },
  silverSpots: { base: '#cccfd5', mark: '#4b4b55', pattern: 'spots' },
  goldSpots: { base: '#dcb074', mark: '#6b4226', pattern: 'spots' },
  mistSpots: { base: '#d9c4ac', mark: '#a58566', pattern: 'spots' },
  leopard: { base: '#dba35c', mark: '#4d3022', pattern: 'rosettes' },
  snowLeopard: { base: '#ece0cf', mark: '#a3866b', pattern: 'rosettes' },
  sealPoint: points('#eadfcd', '#52392f'),
  bluePoint: points('#e6e6e6', '#7d889c'),
  chocolatePoint: points('#f2e7d8', '#8a5c42'),
  lilacPoint: points('#f3ece8', '#b5a0a4'),
  flamePoint: points('#f8ead7', '#e0934c'),
  mink: points('#c7a98b', '#65432f'),
  snowshoe: { base: '#e8dccb', mark: '#5b4236', pattern: 'points', white: 'bib' },
  birman: { base: '#efe4d2', mark: '#56402f', pattern: 'points', white: 'feet' },
  ragdoll: { base: '#e9e4df', mark: '#75798a', pattern: 'points', white: 'bib' },
  tortoiseshell: { base: '#4a3f42', mark: '#d98a45', pattern: 'patches' },
  dilute: { base: '#97a1b2', mark: '#ecd0a8', pattern: 'patches' },
  calico: { base: '#f8f4ee', mark: '#e3934a', patch: '#453f46', pattern: 'calico' },
  harbour: { base: '#f8f4ee', mark: '#8993a3', patch: '#6d7788', pattern: 'calico' },
  tuxedo: { base: '#403c46', mark: '#403c46', pattern: 'solid', white: 'bib' },
  blueWhite: { base: '#8e9bb0', mark: '#8e9bb0', pattern: 'solid', white: 'bib' },
  vanRed: { base: '#f9f5ef', mark: '#df9250', pattern: 'van' },
  vanBlack: { base: '#f9f5ef', mark: '#4a444c', pattern: 'van' },
  rosySkin: { base: '#edc3b2', mark: '#cf9888', pattern: 'skin' },
  greySkin: { base: '#b9adb2', mark: '#93868d', pattern: 'skin' },
  tanSkin: { base: '#e0b294', mark: '#b98a70', pattern: 'skin' },
} as const satisfies Record<string, Coat>;

/** The name of a coat. */
export type CoatName = keyof typeof coats;
