import type { LoadtestCheck, LoadtestReport } from '../../contracts/loadtest-report.js';
import type { RouteName } from '../../contracts/route-policy.js';
import { type Xml, xmlDocument, xmlElement } from '../../presentation/xml.js';

/**
 * A report as JUnit XML for CI: a suite a scenario, a case a check, the same names in every run, so
 * that a case has a history. It is never empty: whether the measurement can be judged by is a case
 * too. CircleCI keeps name, classname, file, run time, result and message of a case.
 */
export function loadtestJunit(report: LoadtestReport): string {
  const suite = `loadtest.${report.scenario}`;
  const seconds = new Map(report.phases.map((phase) => [phase.phase, phase.seconds]));
  const cases: readonly Case[] = [
    { route: null, name: 'measurement', seconds: report.measuredSeconds, ...evidence(report) },
    ...named(report.checks).map(({ check, name }) => ({
      route: check.route,
      name,
      seconds: seconds.get(check.phase ?? '') ?? report.measuredSeconds,
      ...outcome(check),
    })),
    ...report.excused.map(({ route, reason }) => ({
      ...{ route, name: 'coverage', seconds: 0, result: 'skipped' as const },
      part: xmlElement('skipped', { message: reason }),
    })),
  ];
  const count = (wanted: Result): number => cases.filter(({ result }) => result === wanted).length;
  const counts = {
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: report.measuredSeconds,
  };
  const elements = cases.map(({ route, name, seconds: time, part }) => {
    const classname = route === null ? suite : `${suite}.${route}`;
    const attributes = { classname, name, file: report.scenarioFile, time };
    return xmlElement('testcase', attributes, ...(part === null ? [] : [part]));
  });
  return xmlDocument(
    xmlElement(
      'testsuites',
      { name: 'catops loadtest', ...counts },
      xmlElement('testsuite', { name: suite, ...counts, timestamp: report.startedAt }, ...elements),
    ),
  );
}

type Result = 'passed' | 'failure' | 'error' | 'skipped';

interface Outcome {
  readonly result: Result;
  /** What stands in the case; null for one that passed without a word. */
  readonly part: Xml | null;
}

interface Case extends Outcome {
  readonly route: RouteName | null;
  readonly name: string;
  readonly seconds: number;
}

/** Whether there is a verdict at all: without one, no case may stand for a yes. */
function evidence({ verdict, doubts }: LoadtestReport): Outcome {
  const text = doubts.join('\n');
  if (verdict === 'interrupted') {
    const message = 'The run was stopped, so it has no verdict.';
    return { result: 'error', part: xmlElement('error', { type: 'interrupted', message }, text) };
  }
  if (verdict === 'invalid') {
    const message = doubts[0] ?? 'The measurement is no evidence.';
    const attributes = { type: 'invalid-measurement', message };
    return { result: 'error', part: xmlElement('error', attributes, text) };
  }
  return { result: 'passed', part: text === '' ? null : xmlElement('system-out', {}, text) };
}

function outcome({ outcome: result, rule, message, ...rest }: LoadtestCheck): Outcome {
  const { observed, limit, runbook } = rest;
  const text = [
    `Measured ${observed ?? 'nothing'}, limit ${limit}.`,
    ...(runbook === null ? [] : [`See ${runbook}.`]),
  ].join('\n');
  switch (result) {
    case 'pass':
      return { result: 'passed', part: null };
    case 'warn':
      return { result: 'passed', part: xmlElement('system-out', {}, `${message}\n${text}`) };
    case 'fail':
      return { result: 'failure', part: xmlElement('failure', { type: rule, message }, text) };
    case 'undecided':
      return { result: 'error', part: xmlElement('error', { type: rule, message }, text) };
  }
}

interface NamedCheck {
  readonly check: LoadtestCheck;
  readonly name: string;
}

/** Each check with a name that no other of its route has; by what it is, never by what came of it. */
function named(checks: readonly LoadtestCheck[]): NamedCheck[] {
  const short = numbered(checks.map((check) => ({ check, name: nameOf(check) })));
  const alone = new Set(short.filter(({ among }) => among === 1).map(({ check }) => check));
  const long = checks.map((check) => {
    const name = nameOf(check);
    return { check, name: alone.has(check) ? name : `${name}: ${check.limit}` };
  });
  return numbered(long).map(({ check, name, nth }) => ({
    check,
    name: nth === 1 ? name : `${name} (${nth})`,
  }));
}

function nameOf({ rule, limit, phase }: LoadtestCheck): string {
  const what = rule === 'threshold' ? limit : rule;
  return phase === null ? what : `${what} in phase ${phase}`;
}

function numbered(all: readonly NamedCheck[]) {
  const key = ({ check, name }: NamedCheck): string => `${check.route} ${name}`;
  const seen = new Map<string, number>();
  const counted = all.map((one) => {
    const nth = (seen.get(key(one)) ?? 0) + 1;
    seen.set(key(one), nth);
    return { ...one, nth };
  });
  return counted.map((one) => ({ ...one, among: seen.get(key(one)) ?? 1 }));
}
