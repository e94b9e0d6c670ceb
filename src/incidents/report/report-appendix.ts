import { bothTimes, lengthText } from '../../platform/format-time.js';
import type { Block, Cell } from '../../presentation/blocks.js';
import type { Report } from './report.js';

/** What a reader looks things up in. A part that has nothing to say is left out. */
export function appendix(report: Report): readonly Block[] {
  return [
    ...discrepancies(report),
    ...updates(report),
    ...candidates(report),
    ...commands(report),
    ...attachments(report),
    ...deliveries(report),
  ];
}

function section(
  title: string,
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
): Block[] {
  if (rows.length === 0) return [];
  return [
    { kind: 'heading', level: 2, text: title },
    { kind: 'table', caption: title, head, rows },
  ];
}

function discrepancies({ discrepancies: entries }: Report): Block[] {
  const rows = entries.flatMap(({ about, accounts }) =>
    accounts.map(({ source, says }, index) => [index === 0 ? about : '', source, says]),
  );
  return section('Discrepancies', ['About', 'Account', 'Says'], rows);
}

function updates({ updates: entries, zone }: Report): Block[] {
  const rows = entries.map(({ occurredAt, status, visibility, text }) => [
    bothTimes(Date.parse(occurredAt), zone),
    status,
    visibility === 'public' ? 'everybody' : 'ourselves',
    text,
  ]);
  return section('What was said', ['When', 'Status', 'To', 'Text'], rows);
}

function candidates({ candidates: groups, zone }: Report): Block[] {
  const rows = groups.flatMap(({ from, items, absent }): Cell[][] => {
    if (absent !== null) return [[from, '—', '—', `not looked at: ${absent}`]];
    return items.map(({ at, ref, url, summary }) => [
      from,
      bothTimes(Date.parse(at), zone),
      { text: ref, url },
      summary,
    ]);
  });
  return section(
    'Changes around the start: candidates, not causes',
    ['From', 'When', 'Change', 'What'],
    rows,
  );
}

function commands({ commands: entries, zone }: Report): Block[] {
  const rows = entries.map(({ occurredAt, argv, exitCode, signal, durationMs }) => [
    bothTimes(Date.parse(occurredAt), zone),
    argv.join(' '),
    exitCode === null ? (signal ?? 'not started') : String(exitCode),
    lengthText(durationMs),
  ]);
  return section('Commands', ['When', 'Command', 'Exit', 'Took'], rows);
}

function attachments({ attachments: entries }: Report): Block[] {
  const rows = entries.map(({ name, bytes, sha256 }) => [name, `${bytes} bytes`, sha256]);
  return section('Attachments', ['Name', 'Size', 'sha256'], rows);
}

function deliveries({ deliveries: entries, zone }: Report): Block[] {
  const rows = entries.map(
    ({ recordedAt, target, op, result, remote, attempts, error }): Cell[] => [
      bothTimes(Date.parse(recordedAt), zone),
      target,
      remote?.url ? { text: op, url: remote.url } : op,
      error ? `${result}: ${error.message}` : result,
      String(attempts),
    ],
  );
  return section('Delivery log', ['When', 'Target', 'What', 'Result', 'Attempts'], rows);
}
