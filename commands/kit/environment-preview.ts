import type { SchemaVerdict } from '../../src/environments/compare-releases.js';
import { versionsText } from '../../src/environments/ending.js';
import { summaryOf } from '../../src/environments/perform-change.js';
import type { ChangePlan } from '../../src/environments/plan-change.js';
import type { RollbackPlan } from '../../src/environments/rollback.js';
import { bothTimes, lengthText } from '../../src/platform/format-time.js';
import { fit } from '../../src/presentation/cells.js';
import { wrapText } from '../../src/presentation/wrap-text.js';
import { ageText, type EnvironmentLayout, healthCell } from './environment-text.js';
import type { Preview } from './preview.js';

/** Commits that are listed; of the others there is the count. */
const shownCommits = 10;

/** The plan as whoever agrees reads it: from, to, what lies between, what it means. */
export function planPreview(
  plan: ChangePlan | RollbackPlan,
  layout: EnvironmentLayout,
  told: readonly string[],
): Preview {
  const { warnings } = plan;
  return {
    summary: `${summaryOf(plan)}${plan.before.production ? ', which is production' : ''}.`,
    wakes: [],
    requests: [],
    notes: [
      ...('previous' in plan ? rollbackLines(plan, layout) : []),
      ...row('now', nowText(plan, layout), layout),
      ...(plan.to ? row('then', releaseText(plan.to, layout), layout) : capacityLines(plan)),
      ...comparisonLines(plan, layout),
      ...(plan.before.policy ? row('policy', plan.before.policy, layout) : []),
      ...(told.length > 0 ? row('tells', told.join(', '), layout) : []),
      ...warnings.flatMap((warning) => hanging('! ', warning, layout)),
    ],
  };
}

/** A word and what it stands for, wrapped beside it where the terminal is narrow. */
function row(name: string, text: string, layout: EnvironmentLayout): string[] {
  return hanging(`  ${name.padEnd(10)}`, text, layout);
}

function hanging(prefix: string, text: string, { width }: EnvironmentLayout): string[] {
  const room = Math.max(20, width - prefix.length);
  return wrapText(text, room).map(
    (line, at) => (at === 0 ? prefix : ' '.repeat(prefix.length)) + line,
  );
}

function nowText({ before }: ChangePlan, { ascii, now }: EnvironmentLayout): string {
  const { version, state, health, instances, instanceProof, updatedAt } = before;
  const isOne = instances.every((each) => each.version === version && !each.deployFailed);
  const all =
    isOne && instances.length > 0 ? `on all ${instances.length} servers` : versionsText(instances);
  const servers = instanceProof ? ` · ${all}` : '';
  const causes = health.causes.length > 0 ? ` · ${health.causes.join('; ')}` : '';
  const since = updatedAt === null ? '' : ` · changed ${ageText(updatedAt, now)}`;
  return `${version ?? 'no version'} · ${state} · ${healthCell(health.colour, ascii)}${servers}${since}${causes}`;
}

function releaseText(
  { version, createdAt, commit }: NonNullable<ChangePlan['to']>,
  { now }: EnvironmentLayout,
): string {
  return `${version} · made ${ageText(createdAt, now)}${commit ? ` of ${commit}` : ''}`;
}

function capacityLines({ before, change }: ChangePlan): string[] {
  const { min, max, instanceClass } = change as {
    [K in 'min' | 'max' | 'instanceClass']?: unknown;
  };
  const was = before.capacity;
  const moved = (name: string, from: unknown, to: unknown) =>
    to === undefined || from === to ? [] : [`  ${name.padEnd(10)}${from ?? '—'} → ${to}`];
  return [
    ...moved('least', was?.min, min),
    ...moved('most', was?.max, max),
    ...moved('size', was?.instanceClass, instanceClass),
  ];
}

function comparisonLines({ comparison }: ChangePlan, layout: EnvironmentLayout): string[] {
  if (comparison === null) return [];
  const { direction, commits, total, absent, schema } = comparison;
  const words = {
    forward: `${total} more`,
    back: `${total} fewer`,
    apart: `${total} that do not run now, and others fewer`,
    same: 'none: it is the release that runs',
    unknown: `not known: ${absent ?? 'no reason given'}`,
  } as const;
  const shown = commits.slice(0, shownCommits);
  const rest = total - shown.length;
  return [
    ...row('commits', words[direction], layout),
    ...shown.map(({ ref, author, subject }) =>
      fit(`              ${ref} ${subject} (${author})`, layout.width),
    ),
    ...(rest > 0 ? [`              and ${rest} more`] : []),
    ...row('database', schemaText(schema), layout),
  ];
}

function schemaText({ kind, why }: SchemaVerdict): string {
  const words = { runs: 'it runs on it', refuses: 'it CANNOT run on it', unknown: 'not known' };
  return `${words[kind]}: ${why}`;
}

function rollbackLines(
  { previous, abortsFirst }: RollbackPlan,
  layout: EnvironmentLayout,
): string[] {
  const { zone, now } = layout;
  const lines = abortsFirst ? row('first', 'the update that runs is stopped', layout) : [];
  if (previous === null) return lines;
  const at = Date.parse(previous.at);
  const when = `${bothTimes(at, zone)}, ${lengthText(Math.max(0, now - at))} ago`;
  const known =
    previous.known === 'saved'
      ? `it was well, by the records of this machine of ${when}`
      : `the events name it last at ${when}; whether it was well they do not say`;
  return [...lines, ...row('known', known, layout)];
}
