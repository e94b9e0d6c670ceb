import type { QueuedImage } from '../../src/contracts/admin-process.js';
import type { ImageEvidence } from '../../src/contracts/image-evidence.js';
import { printable } from '../../src/platform/terminal-text.js';
import { table } from './table.js';

const words = { fit: 'fit', unsure: 'not sure', unfit: 'not fit' } as const;

/** What the analysis says of a picture, in a few words. */
export function evidenceWords(evidence: ImageEvidence | null): string {
  if (evidence === null) return 'not analysed';
  const { verdict, reasons, score } = evidence;
  const why = reasons.map(({ says }) => says).join('; ');
  return printable(`${words[verdict]}: ${why || `a cat (${Math.round(score * 100)} %)`}`);
}

/** Pictures that wait, one a line. */
export function queueTable(images: readonly QueuedImage[], total: number, width: number): string {
  const rows = images.map(({ id, accountId, createdAt, originalFilename, evidence }) => [
    ...[id, accountId ?? '—', createdAt, printable(originalFilename ?? '—')],
    evidenceWords(evidence),
  ]);
  const titles = ['ID', 'ACCOUNT', 'SENT (UTC)', 'NAME', 'PROBABLY'];
  const columns = titles.map((title) => ({ title, flexible: title === 'PROBABLY' }));
  const more = total > images.length ? `\nThe first ${images.length} of ${total}.` : '';
  return `${table(columns, rows, width)}${more}\nLook at them one by one: catops images review --next`;
}

/** All that is known of one picture, line by line. */
export function imageLines(image: QueuedImage): readonly string[] {
  const { id, accountId, width, height, originalFilename, createdAt, file, evidence } = image;
  const decided = image.state === 'waiting' ? [] : [`It was ${image.state} before.`];
  return [
    `${id}  ${printable(originalFilename ?? 'no name')}, ${width}×${height}, sent ${createdAt} by ${accountId ?? 'nobody'}`,
    file,
    `Probably ${evidenceWords(evidence)}`,
    ...(evidence === null ? [] : found(evidence)),
    ...decided,
  ];
}

function found({ analyser, frames, worst, findings }: ImageEvidence): readonly string[] {
  const { labels, text, faces } = findings;
  const seen = labels.map(({ Name, Confidence }) => `${Name} ${Math.round(Confidence)} %`);
  const read = text.map(({ DetectedText }) => DetectedText).join(' / ');
  const moves =
    frames.length > 1 ? `, in frame ${worst} of those looked at (${frames.join(', ')})` : '';
  return [
    `Seen by the ${analyser} analysis${moves}: ${seen.join(', ') || 'nothing it has a name for'}`,
    ...(faces.length > 0 ? [`Faces: ${faces.length}`] : []),
    ...(read === '' ? [] : [`Text: ${read}`]),
  ].map(printable);
}
