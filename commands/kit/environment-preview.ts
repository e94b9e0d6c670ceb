import type { SchemaVerdict } from '../../src/environments/compare-releases.js';
import { versionsText } from '../../src/environments/ending.js';
import { summaryOf } from '../../src/environments/perform-change.js';
import type { ChangePlan } from '../../src/environments/plan-change.js';
import type { RollbackPlan } from '../../src/environments/rollback.js';
import { bothTimes, lengthText } from '../../src/platform/format-time.js';
import { fit } from '../../src/presentation/cells.js';
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
      `  now       ${nowText(plan, layout)}`,
      ...(plan.to ? [`  then      ${releaseText(plan.to, layout)}`] : capacityLines(plan)),
      ...comparisonLines(plan, layout),
      ...(plan.before.policy ? [`  policy    ${plan.before.policy}`] : []),
      ...(told.length > 0 ? [`  tells     ${told.join(', ')}`] : []),
      ...warnings.map((warning) => `! ${warning}`),
    ],
  };
}

function nowText({ before }: ChangePlan, { ascii, now }: EnvironmentLayout): string {
  const { version, state, health, instances, instanceProof } = before;
  const servers = instanceProof ? ` · ${versionsText(instances)}` : '';
  const causes = health.causes.length > 0 ? ` · ${health.causes.join('; ')}` : '';
  const since = ` · changed ${ageText(before.updatedAt, now)}`;
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
  const row = (name: string, from: unknown, to: unknown) =>
    to === undefined || from === to ? [] : [`  ${name.padEnd(10)}${from ?? '—'} → ${to}`];
  const rows = [
    ...row('least', was?.min, min),
    ...row('most', was?.max, max),
    ...row('size', was?.instanceClass, instanceClass),
  ];
  return rows.length > 0 ? rows : ['  nothing changes: it is so already'];
}

function comparisonLines({ comparison }: ChangePlan, { width }: EnvironmentLayout): string[] {
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
    `  commits   ${words[direction]}`,
    ...shown.map(({ ref, author, subject }) =>
      fit(`              ${ref} ${subject} (${author})`, width),
    ),
    ...(rest > 0 ? [`              and ${rest} more`] : []),
    `  database  ${schemaText(schema)}`,
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
  const lines = abortsFirst ? ['  first     the update that runs is stopped'] : [];
  if (previous === null) return lines;
  const at = Date.parse(previous.at);
  const when = `${bothTimes(at, zone)}, ${lengthText(Math.max(0, now - at))} ago`;
  const known =
    previous.known === 'saved'
      ? `it was well, by the records of this machine of ${when}`
      : `the events name it last at ${when}; whether it was well they do not say`;
  return [...lines, `  known     ${known}`];
}
