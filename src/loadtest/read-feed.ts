import { caps } from './caps.js';
import { type Feed, type FeedSource, feedSize } from './feed.js';
import type { FeedContent } from './feed-schema.js';
import { placeholdersOf } from './placeholders.js';
import type { Scenario } from './scenario.js';
import type { ScenarioFault } from './scenario-fault.js';
import { feedsUsed } from './variants.js';

/** Feeds by name; what is wrong with them is added to `faults`. */
export function readFeeds(
  contents: Readonly<Record<string, FeedContent>>,
  faults: ScenarioFault[],
): Readonly<Record<string, Feed>> {
  const feeds = Object.fromEntries(
    Object.entries(contents).map(([name, content]) => [
      name,
      { ...sourceOf(content), pick: content.pick, seed: content.seed },
    ]),
  );
  for (const [name, feed] of Object.entries(feeds)) {
    const message = faultOf(name, feed, feeds);
    if (message !== null) faults.push({ path: ['feeds', name], message });
  }
  return feeds;
}

function sourceOf(content: FeedContent): FeedSource {
  const { list, from, csv, json, sequence, random } = content;
  if (typeof list === 'string') return { kind: 'words', text: list };
  if (list) return { kind: 'list', values: list };
  if (from) {
    const { get, field, count } = from;
    return { kind: 'target', path: get, written: get, field, count };
  }
  if (sequence) return { kind: 'sequence', ...sequence };
  if (random) return { kind: 'random', ...random };
  return csv === undefined
    ? { kind: 'file', format: 'json', file: json ?? '', field: content.field ?? null }
    : { kind: 'file', format: 'csv', file: csv, field: content.column ?? null };
}

function faultOf(name: string, feed: Feed, feeds: Readonly<Record<string, Feed>>): string | null {
  if ((feed.kind === 'sequence' || feed.kind === 'random') && feed.to < feed.from) {
    return `it goes from ${feed.from} down to ${feed.to}`;
  }
  const size = feedSize(feed);
  if (size !== null && size > caps.feedValues) {
    return `it has ${size} values; a feed has at most ${caps.feedValues}`;
  }
  if (feed.kind === 'file' && /^([/\\]|[A-Za-z]:)/.test(feed.file)) {
    return `${feed.format}: the file is named relative to the scenario`;
  }
  if (feed.kind !== 'target') return null;
  const unknown = placeholdersOf(feed.path).find((other) => !(other in feeds));
  if (unknown !== undefined) return `from.get: no feed is named "${unknown}"`;
  return needsItself(name, feeds, []) ? 'from.get: it needs its own value' : null;
}

function needsItself(
  name: string,
  feeds: Readonly<Record<string, Feed>>,
  above: readonly string[],
): boolean {
  if (above.includes(name)) return above[0] === name;
  const feed = feeds[name];
  if (feed?.kind !== 'target') return false;
  return placeholdersOf(feed.path).some((other) => needsItself(other, feeds, [...above, name]));
}

/** Adds unique feeds that several routes would use up together to `faults`. */
export function checkUnique(scenario: Scenario, faults: ScenarioFault[]): void {
  for (const [name, { pick }] of Object.entries(scenario.feeds)) {
    const users = scenario.routes.filter((route) => feedsUsed(route, scenario).includes(name));
    if (pick !== 'unique' || users.length < 2) continue;
    const message = `its values are unique, and ${users.length} routes use it: give each a feed of its own`;
    faults.push({ path: ['feeds', name], message });
  }
}
