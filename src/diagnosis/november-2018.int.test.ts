import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../incidents/incident.js';
import { diagnose } from './diagnose.js';
import { type DrawnRoute, drawnTelemetry } from './testing/drawn-telemetry.js';

const record = new URL('../../runbooks/incidents/2018-11-15/events.jsonl', import.meta.url);
const analysis = 'GET /v1/images/{image_id}/analysis';

/** When something is in the record, by a word of it. */
async function moments() {
  const lines = (await readFile(record, 'utf8')).trimEnd().split('\n');
  const entries = lines.map((line): Entry => JSON.parse(line));
  return (words: string) => {
    const found = entries.find((entry) => 'text' in entry && entry.text?.includes(words));
    if (found === undefined) throw new Error(`nothing in the record says "${words}"`);
    return Date.parse(found.occurredAt);
  };
}

// The record has times and no figures: these are ours, and only their course is of that day. Without
// a limit on any route, of all that asks the database most is answered 503 once it is overwhelmed.
const before: Readonly<Record<string, DrawnRoute>> = {
  'GET /v1/images/search': { rate: 30, queries: 0.3, ms: 12 },
  'GET /v1/images/{image_id}': { rate: 12, queries: 0.3, ms: 8 },
  'GET /v1/breeds': { rate: 8, queries: 0.1, ms: 5 },
  'GET /v1/votes': { rate: 4, queries: 1, ms: 15 },
  'GET /v1/favourites': { rate: 3, queries: 1, ms: 15 },
  [analysis]: { rate: 2, queries: 1, hits: 0, ms: 20 },
};
const risen = { ...before, [analysis]: { ...before[analysis], rate: 60 } as DrawnRoute };
const overwhelmed = Object.fromEntries(
  Object.entries(risen).map(([name, route]) => [
    name,
    { ...route, errors: 0.7, cause: 'database' as const, ms: 4000 },
  ]),
);

async function asSeenAt(words: string, slotSeconds: number) {
  const at = await moments();
  const from = Date.UTC(2018, 10, 14);
  const to = at(words);
  const telemetry = drawnTelemetry({
    ...{
      seed: 2018,
      seconds: slotSeconds,
      from,
      slots: Math.floor((to - from) / slotSeconds / 1000),
    },
    routes: (slot) => {
      const end = from + (slot + 1) * slotSeconds * 1000;
      if (end > at('the database was overwhelmed')) return overwhelmed;
      return end > at('Traffic rose on a new route') ? risen : before;
    },
  });
  const releases = [
    { version: '14-november', previous: '13-november', at: at('A release went live') },
    { version: '13-november', previous: '14-november', at: at('a rollback to an earlier release') },
  ].filter((release) => release.at <= to);
  return diagnose({ window: { from, to }, telemetry, releases, alarms: [], notes: [] });
}

describe.each([
  ['a quarter of an hour', 900],
  ['one hour, as rollups have it', 3600],
])('the night of November 2018, known to %s', (_, slotSeconds) => {
  it('is told as traffic on the uncached route, not as the release of the day before', async () => {
    const found = await asSeenAt('a rollback to an earlier release', slotSeconds);
    const [first] = found.hypotheses;
    expect(first).toMatchObject({ cause: 'uncached-route', subject: analysis, family: 'traffic' });
    const deploy = found.hypotheses.find(({ cause }) => cause === 'deploy');
    expect(deploy?.probability).toBeLessThan(0.02);
    // Of slots of an hour the onset is known to the hour.
    const hours = slotSeconds === 3600 ? 30 : 31;
    expect(deploy?.against[0]?.says).toMatch(
      new RegExp(`^It began 1 d ${hours - 24} h .*: a rollback would not help$`),
    );
    expect(found.answer[0]).toContain(`Traffic on an uncached route: ${analysis}`);
    expect(found.answer[1]).toContain('a rollback would not help');
  });

  it('shows an hour later, too, that the rollback changed nothing', async () => {
    const found = await asSeenAt('Investigation of the logs found', slotSeconds);
    expect(found.hypotheses[0]?.cause).toBe('uncached-route');
  });
});
