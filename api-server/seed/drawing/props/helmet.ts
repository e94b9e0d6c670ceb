import { earHeight } from '../ears.js';
import type { Look } from '../looks.js';
import { box, ellipse } from '../outline.js';
import type { Sketch } from '../sketch.js';

/** A glass helmet around a head of radius 100, tall enough for the ears. */
export function drawHelmet(sketch: Sketch, look: Look): void {
  const tall = Math.max(150, earHeight(look) + 22);
  const middle = (100 - tall) / 2 + 14;
  const [rx, ry] = [Math.max(140, tall * 0.94), (tall + 118) / 2];
  const glass = ellipse(0, middle, rx, ry);
  sketch.path(glass, { fill: '#bfe3ff', opacity: 0.2 });
  sketch.path(glass, { line: '#e9f3fb', width: 8 });
  sketch.path(glass, { line: '#7f93a8', width: 2.5, opacity: 0.8 });
  const shine = `M${-rx * 0.74} ${middle - ry * 0.1}Q${-rx * 0.7} ${middle - ry * 0.64} ${-rx * 0.26} ${middle - ry * 0.82}`;
  sketch.path(shine, { line: '#ffffff', width: 12, opacity: 0.75 });
  sketch.path(ellipse(rx * 0.66, middle + ry * 0.42, 9, 17), { fill: '#ffffff', opacity: 0.5 });
  sketch.path(box(-92, middle + ry - 20, 184, 34, 16), {
    fill: '#d4dae3',
    line: '#6f7d8e',
    width: 4.5,
  });
  sketch.path(ellipse(-58, middle + ry - 3, 7) + ellipse(58, middle + ry - 3, 7), {
    fill: '#e2824a',
  });
}
