import type { IncidentId } from '../../../incidents/entry.js';
import type { Files } from '../files.js';
import { idsAmong, incidentId, type Layout, numbersOf } from './layout.js';

/** Allots the next id of a year: whoever makes its directory has it. */
export async function allot(files: Files, layout: Layout, year: number): Promise<IncidentId> {
  let number = (await lastHint(files, layout, year)) ?? (await lastFound(files, layout, year));
  do number += 1;
  while (!(await files.claim(layout.record(incidentId(year, number)))));
  await files.announce(layout.last(year), `${number}\n`);
  return incidentId(year, number);
}

/** Every id, newest first, without listing the directory: the numbers are counted down. */
export async function* idsNewestFirst(files: Files, layout: Layout): AsyncIterable<IncidentId> {
  for (const year of await yearsOf(files, layout)) {
    let top = (await lastHint(files, layout, year)) ?? (await lastFound(files, layout, year));
    // Another process may have allotted more since the hint was written.
    while (await exists(files, layout, incidentId(year, top + 1))) top += 1;
    for (let number = top; number > 0; number -= 1) yield incidentId(year, number);
  }
}

async function exists(files: Files, layout: Layout, id: IncidentId): Promise<boolean> {
  return (await files.read(layout.events(id))) !== null;
}

/** Years that have records, newest first: from the hints, or from the directories without them. */
async function yearsOf(files: Files, layout: Layout): Promise<number[]> {
  const hints = (await files.names(layout.lasts))
    .filter((name) => /^\d{4}$/.test(name))
    .map(Number);
  const years =
    hints.length > 0
      ? hints
      : idsAmong(await files.names(layout.root)).map((id) => numbersOf(id)[0]);
  return [...new Set(years)].sort((a, b) => b - a);
}

async function lastHint(files: Files, layout: Layout, year: number): Promise<number | null> {
  const text = (await files.read(layout.last(year)))?.toString('utf8').trim();
  return text && /^\d+$/.test(text) ? Number(text) : null;
}

async function lastFound(files: Files, layout: Layout, year: number): Promise<number> {
  const ids = idsAmong(await files.names(layout.root));
  return Math.max(
    0,
    ...ids.map(numbersOf).flatMap(([of, number]) => (of === year ? [number] : [])),
  );
}
