import type { Diagnosis, DiagnosisChange } from '../contracts/diagnosis.js';
import { utc, type Zone } from '../platform/zone.js';
import { answerOf } from './answer.js';
import { rankBeside } from './beside.js';
import { hasBefore, type Look, lookAt } from './picture.js';
import { rank } from './rank.js';
import type { FiredAlarm, ReleaseChange, Telemetry } from './telemetry.js';

/** What is known of a window. */
export interface DiagnosisInput {
  /** Milliseconds since the epoch. */
  readonly window: { readonly from: number; readonly to: number };
  readonly telemetry: Telemetry;
  /** Beside those of the telemetry; the same version counts once. */
  readonly releases: readonly ReleaseChange[];
  readonly alarms: readonly FiredAlarm[];
  readonly notes: readonly string[];
}

/**
 * Answers what is the reason of the worst that happened in a window: the pure part, all of it. Sentences
 * tell moments in the zone beside UTC.
 */
export function diagnose(input: DiagnosisInput, zone: Zone = utc): Diagnosis {
  const { telemetry, alarms } = input;
  const releases = allReleases(input);
  const look = lookAt(telemetry, releases, alarms, zone);
  const ranked = look.problem === null ? [] : rank(look.picture);
  const { hypotheses, beside } = rankBeside(ranked, telemetry, releases, alarms, zone);
  const { slots } = telemetry;
  const { problem } = look;
  const onset = problem === null ? null : (slots[problem.onset]?.at ?? null);
  const verdict = hypotheses[0]?.cause ?? 'healthy';
  return {
    schema: 'catops.diagnosis/v1',
    window: { from: iso(input.window.from), to: iso(input.window.to) },
    source: telemetry.source,
    slotSeconds: slots[Math.floor(slots.length / 2)]?.seconds ?? 0,
    slots: slots.length,
    verdict,
    beside: beside?.cause ?? null,
    onset: onset === null ? null : iso(onset),
    end: problem === null ? null : isoOr(slots[problem.until]?.at),
    answer: answerOf({ look, hypotheses, beside, slots: slots.length }),
    hypotheses,
    changes: look.changes.flatMap(({ route, measure, index, before, after }): DiagnosisChange[] => {
      const at = slots[index]?.at;
      return at === undefined ? [] : [{ route, measure, at: iso(at), before, after }];
    }),
    releases: releases.map(({ version, at, previous }) => ({
      ...{ version, at: iso(at), previous },
      secondsToOnset: onset === null ? null : (onset - at) / 1000,
    })),
    brought: null,
    alarms: alarms.map(({ name, at }) => ({ name, at: iso(at) })),
    notes: [...input.notes, ...doubts(look)],
  };
}

function doubts(look: Look): readonly string[] {
  if (look.problem === null || hasBefore(look.picture)) return [];
  return [
    'It was so from the beginning of the window: start it earlier, so that there is a before.',
  ];
}

/** Releases by what ran in each slot, and those said by others, oldest first. */
export function allReleases({ telemetry, releases }: DiagnosisInput): readonly ReleaseChange[] {
  const seen: ReleaseChange[] = [];
  let running: readonly string[] | null = null;
  for (const [index, { at, releases: now }] of telemetry.slots.entries()) {
    if (now.length === 0) continue;
    const before: readonly string[] = running ?? now;
    for (const version of now.filter((each) => !before.includes(each))) {
      const rolledUntil = endOfRolling(telemetry.slots.slice(index)) ?? at;
      seen.push({ version, at, previous: before[0] ?? null, rolledUntil });
    }
    running = now;
  }
  const others = releases.filter(({ version, at }) =>
    // What the slots show is when it served; a record of the same tells only when it was asked for.
    seen.every((each) => each.version !== version || Math.abs(each.at - at) > sameMs),
  );
  return [...seen, ...others].sort((a, b) => a.at - b.at);
}

/** When one release alone is there, or none answers for sure; null while that is not so. */
function endOfRolling(slots: Telemetry['slots']): number | null {
  return slots.find(({ releases }) => releases.length === 1)?.at ?? slots.at(-1)?.at ?? null;
}

/** A release that rolls is in the records before its processes answer. */
const sameMs = 30 * 60_000;

function iso(at: number): string {
  return new Date(at).toISOString();
}

function isoOr(at: number | undefined): string | null {
  return at === undefined ? null : iso(at);
}
