import type { DrawChart } from '../../charts/ports.js';
import type { LoadtestReport, LoadtestRoute } from '../../contracts/loadtest-report.js';
import type { Block } from '../../presentation/blocks.js';
import { blockHtml, detailsHtml, figureHtml, htmlPage } from '../../presentation/html-page.js';
import { missing, percentileText, shareText } from './figures.js';
import { reportParts } from './parts.js';
import { curvePlot, latencyPlot, type Plot, type Plotted, ratePlot, routesPlot } from './plots.js';

/**
 * A report as one HTML file that needs nothing else: no script, no font, no request. Each plot
 * stands beside its table, and the plots of a route fold away unless it broke a rule.
 */
export function loadtestHtml(report: LoadtestReport, draw: DrawChart): string {
  const { title, main, routes, rest } = reportParts(report);
  const whole = { ...report, id: 'all', name: 'all routes together' };
  const drawn = (plots: readonly (Plot | null)[]): string[] =>
    plots.flatMap((plot) => (plot === null ? [] : [figureHtml(draw(plot.chart), plot.table)]));
  return htmlPage(title, [
    blockHtml({ kind: 'title', text: title }),
    ...main.map(blockHtml),
    ...drawn([latencyPlot(whole), ratePlot(whole), curvePlot(whole), routesPlot(report)]),
    heading('Routes'),
    blockHtml(routes),
    ...routePlots(report).map(({ route, open, plots }) =>
      detailsHtml(summaryOf(route), drawn(plots), open),
    ),
    heading('The measurement'),
    ...[...rest, ...explained].map(blockHtml),
  ]);
}

function heading(text: string): string {
  return blockHtml({ kind: 'heading', level: 2, text });
}

// Drawing takes a millisecond a route, and a page of thousands is of no use.
const routesDrawn = 100;

function routePlots({ routes, failures }: LoadtestReport) {
  const broken = new Set<string | null>(failures.map(({ route }) => route));
  return routes.slice(0, routesDrawn).flatMap((route, index) => {
    const plotted: Plotted = { ...route, id: `route-${index}`, name: route.route };
    const plots = [latencyPlot(plotted), curvePlot(plotted)].filter((plot) => plot !== null);
    return plots.length === 0 ? [] : [{ route, open: broken.has(route.route), plots }];
  });
}

function summaryOf({ route, latency, requests, errors }: LoadtestRoute): string {
  const figures = ([50, 95, 99] as const)
    .map(
      (percent) =>
        `p${percent} ${withUnit(percentileText(latency[`p${percent}`], percent, requests))}`,
    )
    .join(', ');
  return `${route}: ${requests} requests, ${figures}, errors ${shareText(errors)}`;
}

function withUnit(text: string): string {
  return text === missing ? text : `${text} ms`;
}

/** What each figure is, for who reads it a year later. */
const explained: readonly Block[] = [
  { kind: 'heading', level: 2, text: 'What the figures are' },
  {
    kind: 'list',
    items: [
      'Latency is counted from when a request was due, so a target that stops for a second is slow for all that wait; service time is counted from when it was sent. Both are of answers as expected and of time-outs, at the time-out.',
      'A percentile needs 10 / (1 − p) samples: 200 for p95, 1000 for p99. One of fewer has a ~, and no rule judges by it.',
      'Errors are answers with another status than expected, lost requests and time-outs, as a share of all that were answered, lost or timed out.',
      'Cache hits and queries a request are what the replies tell in Server-Timing, or — where they tell nothing.',
    ],
  },
];
