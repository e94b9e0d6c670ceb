import { bothTimes } from '../../platform/format-time.js';
import { utc } from '../../platform/zone.js';
import type { PublicIncident, PublicStatus } from './to-public.js';

/** What is sent to the public board: the fields of its card, nothing else. */
export interface PublicRendering {
  readonly ref: string;
  readonly title: string;
  readonly status: PublicStatus;
  /** Markdown, newest update first. */
  readonly text: string;
  /** Everything of the above that a stranger can read, as one text: what is approved by hash. */
  readonly whole: string;
}

/** The public card, the same text for the same public incident, times in UTC. */
export function renderPublic(incident: PublicIncident): PublicRendering {
  const { ref, title, status, startedAt, resolvedAt, updates } = incident;
  const facts = [
    `Status: ${status}`,
    startedAt === null ? [] : `Started: ${momentText(startedAt)}`,
    resolvedAt === null ? [] : `Resolved: ${momentText(resolvedAt)}`,
  ].flat();
  const news = updates.map(
    ({ at, status: said, text, edited }) =>
      `**${momentText(at)}, ${said}${edited ? ' (corrected)' : ''}**\n\n${text}`,
  );
  const text = [facts.join('\n'), ...news].join('\n\n');
  return { ref, title, status, text, whole: wholeOf(title, text) };
}

function wholeOf(title: string, text: string): string {
  return `# ${title}\n\n${text}\n`;
}

/**
 * Whether a card is, to the byte, the one whose hash was approved. For whoever is handed a card and
 * a hash by somebody else: the hash is made anew from the card, and its list (the status) must be
 * the one that its text says.
 */
export function isApprovedCard(
  card: Pick<PublicRendering, 'title' | 'status' | 'text'>,
  approved: string | undefined,
  sha256: (text: string) => string,
): boolean {
  const says = /^Status: (.*)$/m.exec(card.text)?.[1];
  return says === card.status && sha256(wholeOf(card.title, card.text)) === approved;
}

function momentText(iso: string): string {
  return bothTimes(Date.parse(iso), utc);
}
