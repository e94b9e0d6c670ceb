import type { Unended } from '../../src/environments/complete-change.js';
import { versionsText } from '../../src/environments/ending.js';
import type {
  EnvironmentEvent,
  EnvironmentStatus,
  HealthColour,
  Release,
} from '../../src/environments/ports.js';
import { bothTimes, dateIn, lengthText, timeIn } from '../../src/platform/format-time.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Zone } from '../../src/platform/zone.js';
import { formatFigure, formatMs } from '../../src/presentation/figures.js';
import { table } from './table.js';

/** What text about environments is laid out for. */
export interface EnvironmentLayout {
  readonly zone: Zone;
  readonly now: number;
  readonly width: number;
  /** Signs in ASCII alone. */
  readonly ascii: boolean;
}

// A sign and a word beside each other: colour alone says nothing to many, and nothing in a pipe.
const signs: Readonly<Record<HealthColour, readonly [sign: string, ascii: string]>> = {
  green: ['✔', '+'],
  yellow: ['◆', '~'],
  red: ['✖', '!'],
  grey: ['·', '?'],
};

/** `✔ green`. */
export function healthCell(colour: HealthColour, ascii: boolean): string {
  return `${signs[colour][ascii ? 1 : 0]} ${colour}`;
}

/** All environments, one a line. */
export function listText(all: readonly EnvironmentStatus[], layout: EnvironmentLayout): string {
  if (all.length === 0) return 'There is no environment, or these credentials may see none.';
  return table(
    [
      { title: 'NAME' },
      { title: 'STATE' },
      { title: 'HEALTH' },
      { title: 'VERSION', flexible: true },
      { title: 'CHANGED' },
    ],
    all.map((each) => [
      `${printable(each.name)}${each.production ? ' (production)' : ''}`,
      each.state,
      healthCell(each.health.colour, layout.ascii),
      printable(each.version ?? '—'),
      each.updatedAt === null ? '—' : ageText(each.updatedAt, layout.now),
    ]),
    layout.width,
  );
}

/** Everything about one of them. */
export function statusText(
  status: EnvironmentStatus,
  change: Unended | null,
  layout: EnvironmentLayout,
): string {
  const { zone, now, ascii } = layout;
  const { health, version, production, instances, updatedAt } = status;
  const label = health.label.toLowerCase() === health.colour ? '' : ` (${printable(health.label)})`;
  const head = [
    printable(status.name),
    ...(production ? ['production'] : []),
    status.state,
    `${healthCell(health.colour, ascii)}${label}`,
    printable(version ?? 'no version'),
  ].join(' · ');
  return [
    head,
    ...health.causes.map((cause) => `! ${printable(cause)}`),
    `  servers  ${serversText(status)}`,
    ...(status.policy ? [`  policy   ${printable(status.policy)}`] : []),
    ...trafficLines(status),
    ...(updatedAt === null
      ? []
      : [`  changed  ${bothTimes(Date.parse(updatedAt), zone)}, ${ageText(updatedAt, now)}`]),
    ...(status.url ? [`  url      ${printable(status.url)}`] : []),
    ...changeLines(change, status.state, layout),
    ...(instances.length > 0 ? ['', instancesTable(status, layout)] : []),
  ].join('\n');
}

function serversText({ capacity, instances, instanceProof }: EnvironmentStatus): string {
  const bounds = capacity
    ? `${capacity.running} of ${capacity.min} to ${capacity.max}${capacity.instanceClass ? ` ${printable(capacity.instanceClass)}` : ''}`
    : 'not known';
  const proof = instanceProof
    ? versionsText(instances)
    : 'what each runs is not known: enhanced health is off';
  return `${bounds} · ${printable(proof)}`;
}

function trafficLines({ requests, latency }: EnvironmentStatus): string[] {
  const lines: string[] = [];
  if (requests) {
    const { perSecond, s2xx, s3xx, s4xx, s5xx } = requests;
    // Of this machine they are worked out from another span than ten seconds.
    const [ok, moved, refused, failed] = [s2xx, s3xx, s4xx, s5xx].map(Math.round);
    const classes = `2xx ${ok} · 3xx ${moved} · 4xx ${refused} · 5xx ${failed}`;
    lines.push(`  requests ${formatFigure(perSecond)} a second · in the last 10 s: ${classes}`);
  }
  if (latency) {
    const ms = (seconds: number) => formatMs(seconds * 1000);
    lines.push(
      `  latency  p50 ${ms(latency.p50)} · p95 ${ms(latency.p95)} · p99 ${ms(latency.p99)}`,
    );
  }
  return lines;
}

function instancesTable({ instances }: EnvironmentStatus, layout: EnvironmentLayout): string {
  return table(
    [
      { title: 'SERVER' },
      { title: 'VERSION' },
      { title: 'HEALTH' },
      { title: 'RUNS FOR' },
      { title: 'CAUSES', flexible: true },
    ],
    instances.map((each) => [
      printable(each.id),
      `${printable(each.version ?? '—')}${each.deployFailed ? ' (failed)' : ''}`,
      healthCell(each.health, layout.ascii),
      each.since === null ? '—' : lengthText(Math.max(0, layout.now - Date.parse(each.since))),
      each.causes.map(printable).join('; '),
    ]),
    layout.width,
  );
}

/** The change of which nobody saw the end, and what became of it. */
function changeLines(
  change: Unended | null,
  state: EnvironmentStatus['state'],
  layout: EnvironmentLayout,
): string[] {
  if (change === null) return [];
  const { record, ending } = change;
  const { summary, actor, at, environment } = record;
  const began = `  change   ${printable(summary)}, ${ageText(at, layout.now)} by ${printable(actor)}`;
  if (ending) return [`${began}: nobody saw its end, which is noted now: ${ending.kind}`];
  const wait = `; this waits for its end, and notes it: catops env wait ${printable(environment)}`;
  // Nothing is noted of what does not run.
  const isGone = state === 'terminating' || state === 'terminated';
  return [
    `${began}: nobody follows it`,
    `           ${standsText(change, state)}${isGone ? '' : wait}`,
  ];
}

function standsText({ soFar }: Unended, state: EnvironmentStatus['state']): string {
  if (soFar) return `so far it is ${soFar.kind}, and servers may report late`;
  if (state === 'updating' || state === 'aborting') return 'it goes on';
  return `what became of it is not known: the environment is ${state}`;
}

/** Releases, newest first. */
export function releasesText(releases: readonly Release[], layout: EnvironmentLayout): string {
  if (releases.length === 0) return 'There is no release yet: catops env bundle makes one.';
  return table(
    [
      { title: 'RELEASE' },
      { title: 'COMMIT' },
      { title: 'MADE' },
      { title: 'DESCRIPTION', flexible: true },
    ],
    releases.map((each) => [
      `${printable(each.version)}${each.failed ? ' (failed)' : ''}`,
      printable(each.commit ?? '—'),
      ageText(each.createdAt, layout.now),
      printable(each.description),
    ]),
    layout.width,
  );
}

/** One event as a line: on a terminal the time of the zone, elsewhere ISO 8601. */
export function eventLine(event: EnvironmentEvent, zone: Zone | null, now: number): string {
  const at = Date.parse(event.at);
  const time = zone === null ? event.at : momentOf(at, zone, now);
  const version = event.version ? ` [${printable(event.version)}]` : '';
  return `${time}  ${event.severity.toUpperCase().padEnd(5)}  ${printable(event.message)}${version}`;
}

/** Of another day with its date. */
function momentOf(at: number, zone: Zone, now: number): string {
  const day = dateIn(at, zone);
  return day === dateIn(now, zone) ? timeIn(at, zone, true) : `${day} ${timeIn(at, zone, true)}`;
}

/** `31 h ago`. */
export function ageText(at: string, now: number): string {
  return `${lengthText(Math.max(0, now - Date.parse(at)))} ago`;
}
