import { sentenceFindings } from './lint-sentences.js';
import type { Report } from './report.js';

/** Rules of the lint, by name. */
export type LintRule =
  | 'blame'
  | 'person-as-cause'
  | 'no-evidence'
  | 'no-owner'
  | 'no-due-date'
  | 'no-detection-action'
  | 'to-do'
  | 'single-cause'
  | 'number-without-unit'
  | 'time-without-zone';

/** One thing a reader of the report would stumble over. All of them warn; `--strict` fails. */
export interface LintFinding {
  readonly rule: LintRule;
  /** `root-cause, line 2`, `action A1`, `timeline, 2018-11-15 21:20`. */
  readonly where: string;
  /** One sentence: what it is, and what to write instead. */
  readonly problem: string;
}

/** Everything the lint finds in what people wrote and in what is recorded. */
export function lintReport(
  report: Report,
  sections: ReadonlyMap<string, string>,
): readonly LintFinding[] {
  const people = namesIn(report);
  return [
    ...[...sections].flatMap(([name, text]) => sentenceFindings(name, text, people)),
    ...singleCause(sections),
    ...unproven(report),
    ...loose(report),
  ];
}

/** Names and addresses of persons the record knows, and the part of an address before the @. */
function namesIn({ incident }: Report): readonly string[] {
  const ids = incident.history
    .filter(({ actor }) => actor.kind === 'person')
    .map(({ actor }) => actor.id);
  const reached = (incident.reached ?? []).map(({ name }) => name);
  const all = [...ids, ...Object.values(incident.roles), ...reached];
  const parts = all.flatMap((name) => [name, name.split('@')[0] ?? '']);
  // A very short part ("al") is in too many words to mean anybody, and a role is no person.
  return [...new Set(parts)].filter((name) => name.length > 2 && !roleWords.has(name));
}

const roleWords = new Set(['lead', 'responder', 'comms', 'scribe', 'observer', 'operator', 'root']);

function singleCause(sections: ReadonlyMap<string, string>): LintFinding[] {
  const text = ['root-cause', 'condition', 'trigger'].map((name) => sections.get(name) ?? '');
  const items = text
    .join('\n')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.includes('TODO'));
  if (items.length !== 1) return [];
  const problem =
    'Only one cause is named: sure there is only one? Say what made it possible, too.';
  return [{ rule: 'single-cause', where: 'root-cause', problem }];
}

function unproven({ timeline }: Report): LintFinding[] {
  return timeline.rows
    .filter(({ what, evidence }) => evidence.length === 0 && claims.test(what))
    .map(({ date, local, what }) => ({
      rule: 'no-evidence',
      where: `timeline, ${date} ${local}`,
      problem: `"${shortened(what)}" has no evidence: attach a log, a graph or a link.`,
    }));
}

// What the program did itself is its own evidence; what somebody says happened needs some.
const claims =
  /^(?!Opened as|Role |State: |Severity: |Update \(|Ran `|Link: |Attached |Candidates|No candidates|On-call was|Acknowledged|Reminder|Public card|\[taken out)/;

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function loose({ actions, incident }: Report): LintFinding[] {
  const findings: LintFinding[] = actions
    .filter(({ status }) => status === 'open')
    .flatMap(({ id, owner, due }) => [
      ...(owner ? [] : [missing('no-owner', id, 'owner')]),
      ...(due ? [] : [missing('no-due-date', id, 'due date')]),
    ]);
  const catches = actions.some(({ does }) => does === 'detect' || does === 'mitigate');
  if (!catches && incident.nature !== 'practice') {
    const problem =
      'No action detects or mitigates: the next one is seen as late and lasts as long.';
    findings.push({ rule: 'no-detection-action', where: 'actions', problem });
  }
  return findings;
}

function missing(rule: LintRule, id: string, what: string): LintFinding {
  return { rule, where: `action ${id}`, problem: `Action ${id} has no ${what}.` };
}
