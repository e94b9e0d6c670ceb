import type { EnvironmentEvent } from './ports.js';

/** Which events were seen, so that asking again from an earlier instant repeats none. */
export interface EventWindow {
  /** To ask from, ISO 8601 UTC. */
  readonly from: string;
  readonly seen: ReadonlySet<string>;
}

/** How late an event may show up behind a younger one, milliseconds. */
const lagMs = 300_000;

export function openWindow(from: string): EventWindow {
  return { from, seen: new Set() };
}

/**
 * The events that were not seen before, oldest first, and the window after them. The vendor's start is
 * inclusive and two events may share a millisecond: only their text tells them apart.
 */
export function takeFresh(
  window: EventWindow,
  events: readonly EnvironmentEvent[],
): { readonly fresh: readonly EnvironmentEvent[]; readonly window: EventWindow } {
  const fresh = new Map(
    events.filter((event) => !window.seen.has(keyOf(event))).map((event) => [keyOf(event), event]),
  );
  const newest = events.reduce((latest, { at }) => (at > latest ? at : latest), '');
  const from = later(window.from, newest);
  // What is older than the next question cannot come back.
  const kept = [...window.seen, ...fresh.keys()].filter((key) => key >= from);
  return {
    fresh: [...fresh.values()].sort((a, b) => a.at.localeCompare(b.at)),
    window: { from, seen: new Set(kept) },
  };
}

function later(from: string, newest: string): string {
  if (newest === '') return from;
  const moved = new Date(Date.parse(newest) - lagMs).toISOString();
  return moved > from ? moved : from;
}

/** Begins with the time, so that keys sort by it. */
function keyOf({ at, severity, message }: EnvironmentEvent): string {
  return `${at} ${severity} ${message}`;
}
