import type { Headline } from '../../incidents/ports.js';
import { slackLine, slackLink, slackText } from '../../presentation/slack-text.js';

// Limits of Block Kit: header 150, section 3000, 10 fields of 2000; all blocks about 13,000.
const longestBlocks = 12_000;
const scales = [1, 0.5, 0.2, 0.05] as const;

/** The headline as Slack shows it: `text` for notifications, blocks for the channel. */
export function renderHeadline(headline: Headline): { text: string; blocks: object[] } {
  const { id, severity, state, practice, title } = headline;
  const mark = practice ? 'PRACTICE · ' : '';
  const text = slackLine(`${mark}${severity} · ${id} · ${state} · ${title}`, 500);
  for (const scale of scales) {
    const blocks = blocksOf(headline, mark, scale);
    if (JSON.stringify(blocks).length <= longestBlocks) return { text, blocks };
  }
  return { text, blocks: [section(text)] };
}

function blocksOf(headline: Headline, mark: string, scale: number): object[] {
  const { id, severity, state, title, summary, facts, links, updatedAt } = headline;
  const most = (length: number): number => Math.max(20, Math.floor(length * scale));
  const state1 = `*${severity}* · *${state}* · ${slackLine(id, 40)}`;
  const fields = facts.slice(0, 10).map(({ label, value }) => ({
    type: 'mrkdwn',
    text: `*${slackLine(label, 60)}*\n${slackLine(value, most(300)) || '—'}`,
  }));
  const shown = links.slice(0, 9).map(({ title: name, url }) => slackLink(name, url.slice(0, 400)));
  const stamp = `Updated ${slackLine(updatedAt, 40)} · written by catops`;
  return [
    {
      type: 'header',
      text: { type: 'plain_text', text: slackLine(`${mark}${title}`, 150) || 'Incident' },
    },
    section(state1),
    ...(summary?.trim() ? [section(slackText(summary, most(2500)))] : []),
    ...(fields.length > 0 ? [{ type: 'section', fields }] : []),
    context([...(shown.length > 0 ? [shown.join(' · ').slice(0, 2900)] : []), stamp]),
  ];
}

function section(text: string): object {
  return { type: 'section', text: { type: 'mrkdwn', text } };
}

function context(texts: readonly string[]): object {
  return { type: 'context', elements: texts.map((text) => ({ type: 'mrkdwn', text })) };
}
