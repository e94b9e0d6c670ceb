import type { Measure } from '../../contracts/alarm-definition.js';
import { bothTimes } from '../../platform/format-time.js';
import { printable } from '../../platform/terminal-text.js';
import type { Zone } from '../../platform/zone.js';
import type { Block } from '../../presentation/blocks.js';
import { blockHtml, htmlPage } from '../../presentation/html-page.js';
import { type EarlyWarning, earlyRule } from './early-warning.js';

/** A mail about alarms of one definition, of several routes perhaps. */
export interface WarningMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** One line: `queue-age is 412 s and rises by 14 s a minute: beyond 600 s at about … UTC`. */
export function warningLine({ instance, trend, crossesAt }: EarlyWarning, zone: Zone): string {
  const { definition, threshold } = instance;
  const { measure, comparison } = definition;
  const [goes, beyond] = { above: ['rises', 'beyond'], below: ['falls', 'below'] }[comparison];
  const told = (value: number) => valueText(measure, value);
  return printable(
    `${instance.name} is ${told(trend.now)} and ${goes} by ${told(Math.abs(trend.perMinute))} a ` +
      `minute: ${beyond} ${told(threshold)} at about ${bothTimes(crossesAt, zone)}`,
  );
}

/** What to know before it fires, with the evidence and what to do. At least one warning. */
export function warningMail(
  warnings: readonly [EarlyWarning, ...EarlyWarning[]],
  { service, zone }: { readonly service: string; readonly zone: Zone },
): WarningMail {
  const [{ instance, crossesAt }] = warnings;
  const { name, summary, runbook } = instance.definition;
  const subject = printable(
    `${service}: early warning, ${name} may fire at ${bothTimes(crossesAt, zone)}`,
  );
  const blocks: readonly Block[] = [
    { kind: 'title', text: `${name} may fire soon` },
    { kind: 'paragraph', text: 'No alarm fires and nobody was woken. If it goes on like this:' },
    { kind: 'list', items: warnings.map((warning) => warningLine(warning, zone)) },
    { kind: 'paragraph', text: `What it means when it fires: ${summary}` },
    {
      kind: 'list',
      items: [`What to do: catops runbook show ${runbook}`, 'Why: catops diagnose'],
    },
    ...warnings.map((warning) => evidence(warning, zone)),
    {
      kind: 'paragraph',
      text:
        `The trend of ${earlyRule.points} periods (median of all slopes; Mann and Kendall's z of ${earlyRule.z} or ` +
        `more), followed for at most ${earlyRule.horizonMs / 60_000} minutes. At most one such mail a day for ${name}.`,
    },
  ];
  return {
    subject,
    text: `${blocks.map(blockText).join('\n\n')}\n`,
    html: htmlPage(subject, blocks.map(blockHtml)),
  };
}

function evidence({ instance, points }: EarlyWarning, zone: Zone): Block {
  return {
    kind: 'table',
    caption: instance.name,
    head: ['Period until', instance.definition.measure],
    rows: points.map(({ at, value }) => [
      bothTimes(at, zone),
      valueText(instance.definition.measure, value),
    ]),
    figuresFrom: 1,
  };
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'title':
      return block.text.toUpperCase();
    case 'heading':
    case 'paragraph':
      return printable(block.text);
    case 'list':
      return block.items.map((item) => printable(`- ${textOf(item)}`)).join('\n');
    case 'table': {
      const rows = block.rows.map((row) => printable(`  ${row.map(textOf).join('   ')}`));
      return [printable(block.caption), ...rows].join('\n');
    }
  }
}

function textOf(cell: string | { readonly text: string }): string {
  return typeof cell === 'string' ? cell : cell.text;
}

/** A value in the unit of its measure, with as many digits as tell it from its neighbours. */
function valueText(measure: Measure, value: number): string {
  const [factor, unit] = units[measure] ?? [1, ''];
  return `${Number((value * factor).toPrecision(3))}${unit}`;
}

const units: Partial<Record<Measure, readonly [factor: number, unit: string]>> = {
  'error-share': [100, ' %'],
  overload: [100, ' %'],
  'cache-hit-share': [100, ' %'],
  'latency-p99': [1, ' ms'],
  'queue-age': [1, ' s'],
  'replica-lag': [1, ' s'],
  'event-loop-delay': [1, ' s'],
};
