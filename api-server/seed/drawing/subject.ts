import type { Random } from '../random.js';
import { type Cat, catOf, type Mood } from './cat.js';
import { facePlan } from './face.js';
import { type Edges, placed, union } from './geometry.js';
import type { Look } from './looks.js';
import { outfitFor, type Theme } from './outfit.js';
import { drawCat, drawHangingPaws, type PoseName } from './poses.js';
import { type Container, someBox, someSaucer, someSink } from './props/containers.js';
import { Sketch } from './sketch.js';
import type { Thing } from './thing.js';

/** A cat with all it wears and sits in, drawn in its own coordinates. */
export interface Subject {
  readonly sketch: Sketch;
  /** Everything. */
  readonly edges: Edges;
  /** The cat first, then its things. */
  readonly things: readonly Thing[];
  /** How the scene has to hold it. */
  readonly stand: 'ground' | 'container' | 'ledge' | 'afloat';
  /** Whether it may be shown without its feet. */
  readonly bust: boolean;
}

/** What a subject is made from. */
export interface Order {
  readonly look: Look;
  readonly variant: number;
  readonly themes: readonly Theme[];
  readonly aspect: number;
  readonly random: Random;
}

const nowhere: Edges = { left: 0, top: 0, right: 1, bottom: 1 };

function containerFor(
  themes: readonly Theme[],
  random: Random,
): [Container, string, string[]] | undefined {
  if (themes.includes('boxes')) return [someBox(random), 'Box', ['Container']];
  if (themes.includes('sinks')) return [someSink(random), 'Sink', ['Furniture']];
  if (themes.includes('space') && random.chance(0.3))
    return [someSaucer(random), 'Spaceship', ['Aircraft', 'Vehicle']];
  return undefined;
}

type Poses = readonly [PoseName, ...PoseName[]];

const upright: Poses = ['sit', 'wave', 'sit'];
const flat: Poses = ['loaf', 'rest', 'stand', 'curl', 'peek', 'loaf', 'stand'];

/** Tall pictures hold upright cats, wide ones lying cats. */
function posesFor({ aspect, look, themes }: Order): Poses {
  if (themes.includes('space')) return ['sit', 'wave', 'rest', 'sit'];
  // Lying down, short legs would not be seen.
  if (look.legs === 'short' && themes.length === 0) return aspect < 0.95 ? ['sit'] : ['stand'];
  if (aspect < 0.95) return upright;
  return aspect > 1.25 ? flat : [...upright, ...flat];
}

/** Some things show only on some poses. */
function poseFor(order: Order): PoseName {
  const { themes, random } = order;
  const pose = random.pick(posesFor(order));
  const low = pose === 'peek' || pose === 'curl';
  // What hangs from the neck is hidden behind an edge, and by a head held low.
  if (low && (themes.includes('ties') || themes.includes('clothes'))) {
    return random.pick(['sit', 'rest', 'sit']);
  }
  if (themes.includes('ties') && pose === 'stand') return 'sit';
  // A sleeping face shows off neither glasses nor hat.
  return themes.length > 0 && pose === 'curl' ? 'rest' : pose;
}

function moodFor(pose: PoseName, themes: readonly Theme[], random: Random): Mood {
  if (themes.includes('sunglasses')) return 'awake';
  if (pose === 'curl') return random.chance(0.85) ? 'asleep' : 'sleepy';
  return random.pick(['awake', 'wide', 'awake', 'happy', 'sleepy', 'wide', 'wink']);
}

interface Noted {
  readonly things: Thing[];
  readonly note: (name: string, parents: readonly string[], edges: Edges | undefined) => void;
}

function notebook(): Noted {
  const things: Thing[] = [];
  return {
    things,
    note: (name, parents, edges) => {
      things.push({ name, parents, places: edges ? [edges] : [] });
    },
  };
}

function drawContained(
  order: Order,
  [container, name, parents]: [Container, string, string[]],
): Subject {
  const { look, themes, random } = order;
  const sketch = new Sketch('c');
  const saucer = name === 'Spaceship';
  const cat = catOf(look, order.variant, moodFor('pop', themes, random), random);
  const { things, note } = notebook();
  // Under the saucer's own dome a helmet would be one glass too many.
  const worn = saucer ? themes.filter((theme) => theme !== 'space') : themes;
  const wear = outfitFor(worn, look, facePlan(cat), random, note);
  const pose: PoseName = saucer || random.chance(0.4) ? 'peek' : 'pop';
  const back = sketch.measured(() => container.behind(sketch));
  const body = sketch.measured(() => {
    sketch.within(placed(0, container.rim * 0.5, 1), () => drawCat(sketch, cat, pose, wear));
  });
  const front = sketch.measured(() => container.front(sketch));
  const paws = sketch.measured(() => {
    sketch.within(placed(0, container.rim), () =>
      drawHangingPaws(sketch, cat, random.between(58, 78)),
    );
  });
  const above = body && { ...body, bottom: Math.min(body.bottom, container.rim) };
  const cup = union(back, front);
  return {
    sketch,
    edges: withThings(union(union(body, cup), paws), things),
    things: [
      catThing(union(above, paws)),
      ...things.map((thing) => cutAt(thing, container.rim)),
      { name, parents, places: cup ? [cup] : [] },
    ],
    stand: saucer ? 'afloat' : 'container',
    bust: false,
  };
}

/** The cat's rectangle, widened by what it has on. */
function withThings(body: Edges | undefined, things: readonly Thing[]): Edges {
  return (
    things
      .flatMap(({ places }) => places)
      .reduce((all: Edges | undefined, place) => union(all, place), body) ?? nowhere
  );
}

/** Only what is above the rim of a container shows. */
function cutAt(thing: Thing, rim: number): Thing {
  const places = thing.places.map((edges) => ({ ...edges, bottom: Math.min(edges.bottom, rim) }));
  return { ...thing, places };
}

function catThing(edges: Edges | undefined): Thing {
  return { name: 'Cat', parents: ['Animal', 'Mammal', 'Pet'], places: edges ? [edges] : [] };
}

function drawLedge(sketch: Sketch, cat: Cat): Edges | undefined {
  return sketch.measured(() => drawHangingPaws(sketch, cat, cat.random.between(84, 104)));
}

function drawFree(order: Order): Subject {
  const { look, themes, random } = order;
  const sketch = new Sketch('c');
  const pose = poseFor(order);
  const cat = catOf(look, order.variant, moodFor(pose, themes, random), random);
  const { things, note } = notebook();
  const wear = outfitFor(themes, look, facePlan(cat), random, note);
  const afloat = themes.includes('space') && random.chance(0.5);
  const turn = afloat ? random.between(-24, 24) : 0;
  const flip = pose !== 'wave' && random.chance(0.5);
  const body = sketch.measured(() => {
    sketch.within(placed(0, 0, 1, turn, flip), () => drawCat(sketch, cat, pose, wear));
  });
  if (pose !== 'peek') {
    return {
      sketch,
      edges: withThings(body, things),
      things: [catThing(body), ...things],
      stand: afloat ? 'afloat' : 'ground',
      bust: !afloat && (pose === 'sit' || pose === 'wave'),
    };
  }
  const table = random.pick(['#a9764f', '#c99a6b', '#7d8f9c', '#b56f5f']);
  const ledge: Edges = { left: -900, top: -4, right: 900, bottom: 700 };
  sketch.unmeasured(() => {
    sketch.path(`M-900 -4L900 -4L900 700L-900 700Z`, { fill: table, line: '#5d4332', width: 4.5 });
    sketch.path(`M-900 34L900 34`, { line: '#5d4332', width: 3.5 });
  });
  const paws = drawLedge(sketch, cat);
  const above = body && { ...body, bottom: -4 };
  return {
    sketch,
    edges: { ...withThings(union(above, paws), things), bottom: 60 },
    things: [
      catThing(union(above, paws)),
      ...things.map((thing) => cutAt(thing, -4)),
      { name: 'Table', parents: ['Furniture'], places: [ledge] },
    ],
    stand: 'ledge',
    bust: false,
  };
}

/** Draws the cat of a picture. */
export function drawSubject(order: Order): Subject {
  const container = containerFor(order.themes, order.random);
  return container ? drawContained(order, container) : drawFree(order);
}
