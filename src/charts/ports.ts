import type { Chart } from './chart.js';

/**
 * Draws a chart as one `<svg>` element, valid alone and inside HTML: no script, no request, all
 * text escaped, the same characters for the same chart. It follows the page between light, dark and
 * print by style alone, and reads without colour: by pattern, dash, marker and label.
 */
export type DrawChart = (chart: Chart) => string;
