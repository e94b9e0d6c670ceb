import type { DrawChart } from '../../charts/ports.js';
import type { RollupReport } from '../../contracts/rollup-report.js';
import type { Zone } from '../../platform/zone.js';
import { blockHtml, figureHtml, htmlPage } from '../../presentation/html-page.js';
import { rollupParts } from './blocks.js';
import { hourPlots, routePlots } from './charts.js';

export interface HtmlOptions {
  readonly zone: Zone;
  /** Null for a page without plots, as in a mail: its readers draw no SVG. */
  readonly draw: DrawChart | null;
  /** The same window by hour, for the plots over time; they are left out without it. */
  readonly hours: RollupReport | null;
}

/**
 * A report as one HTML file that needs nothing else: no script, no font, no request. Plots stand
 * with their tables beside them, and read in grey.
 */
export function rollupHtml(report: RollupReport, { zone, draw, hours }: HtmlOptions): string {
  const { main, notes } = rollupParts(report, zone);
  const plots = draw === null ? [] : plotsOf(report, hours);
  const figures = plots.map(({ chart, table }) => figureHtml(draw?.(chart) ?? '', table));
  return htmlPage(`Requests of ${report.service}`, [
    ...main.map(blockHtml),
    ...figures,
    ...notes.map(blockHtml),
  ]);
}

function plotsOf(report: RollupReport, hours: RollupReport | null) {
  const byHour = report.window.by === 'hour' ? report : hours;
  return [
    ...(byHour ? hourPlots(byHour) : []),
    ...(report.window.by === 'route' ? routePlots(report) : []),
  ];
}
