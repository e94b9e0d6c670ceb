import type { Today } from '../contracts/today.js';
import { bothTimes } from '../platform/format-time.js';
import { printable } from '../platform/terminal-text.js';
import type { Zone } from '../platform/zone.js';
import { slackPlain } from '../presentation/slack-text.js';
import { count, counted } from '../rollups/report/figures.js';

/** What a note is made of. */
export interface TodayTold {
  readonly today: Today;
  readonly service: string;
  /** Whose clock it shows, beside UTC. */
  readonly zone: Zone;
}

/** The day so far in lines of plain text: who came, what was voted, and which pictures people like. */
export function todayLines({ today, service, zone }: TodayTold): readonly string[] {
  const { signUps, votes, favourites, popular, at } = today;
  const beside = (figures: Today['votes'], one: string) =>
    `${counted(figures.today, one)} (${count(figures.yesterday)})`;
  const done = [beside(signUps, 'sign-up'), beside(votes, 'vote'), beside(favourites, 'favourite')];
  return [
    `${service} today: ${done.join(', ')}`,
    `By ${bothTimes(Date.parse(at), zone)}; in brackets yesterday by then.`,
    popular.length === 0 ? 'Nobody has liked a picture yet.' : 'Popular:',
    ...popular.map(({ imageId, up, down, favourites: kept }) => {
      return `  ${imageId}: ${count(up)} up, ${count(down)} down, ${counted(kept, 'favourite')}`;
    }),
  ].map(printable);
}

/** The same for Slack. */
export function todayNote(told: TodayTold): string {
  const [first, ...rest] = todayLines(told).map((line) => slackPlain(line, 300));
  return [`*${first}*`, ...rest].join('\n');
}
