import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRunbookSource } from '../../src/adapters/yaml/runbook-source.js';
import { loadtestRules } from '../../src/contracts/loadtest-report.js';
import { errorRegistry, needsRunbook } from '../../src/platform/errors.js';
import type { Runbook } from '../../src/runbooks/runbook.js';
import { commandNamed } from '../kit/command.js';
import { commands } from '../registry.js';
import { catopsLines, createFindFault } from '../testing/command-lines.js';

const root = new URL('../../', import.meta.url);
const pathOf = (name: string) => fileURLToPath(new URL(name, root));
const severities = ['sev1', 'sev2', 'sev3', 'sev4'];

/** The alarms of the API, as its document publishes them. */
interface Alarm {
  readonly name: string;
  readonly severity: string;
  readonly runbook: string;
}

let runbooks: readonly Runbook[];
let alarms: readonly Alarm[];
let routeRunbooks: readonly string[];
beforeAll(async () => {
  runbooks = await createRunbookSource([pathOf('runbooks')]).all();
  const document = JSON.parse(await readFile(pathOf('api-server/openapi.json'), 'utf8'));
  alarms = document['x-catops-alarms'];
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path as object));
  routeRunbooks = operations.map((operation) => operation['x-catops'].runbook);
});

const textOf = ({ steps, sections }: Runbook) => [
  ...sections.map(({ text }) => text),
  ...steps.flatMap(({ text, details, expected }) => [text, ...details, expected ?? '']),
];

describe('the runbooks', () => {
  it('are all well written', () => {
    const faults = runbooks.flatMap(({ name, faults }) =>
      faults.map((fault) => `runbooks/${name}.md: ${fault}`),
    );
    expect(faults).toEqual([]);
  });

  it('say only command lines that catops understands', async () => {
    const faultOf = createFindFault(commands);
    const faults: string[] = [];
    const look = async (name: string, text: string, allowed: RegExp) => {
      for (const words of catopsLines(text)) {
        const fault = await faultOf(words);
        if (fault === undefined || allowed.test(fault)) continue;
        faults.push(`runbooks/${name}.md: catops ${words.join(' ')}: ${fault}`);
      }
    };
    for (const runbook of runbooks) {
      for (const { code } of runbook.steps.flatMap(({ blocks }) => blocks)) {
        await look(runbook.name, code, /^$/);
      }
      // A sentence may name a command without what it has to be given.
      const spans = textOf(runbook).flatMap((text) => [...text.matchAll(/`([^`]+)`/g)]);
      for (const [, span = ''] of spans) await look(runbook.name, span, /missing|write --/);
    }
    expect(faults).toEqual([]);
  });

  it('run no package of that name which somebody else may publish', () => {
    const codes = runbooks.flatMap(({ steps }) => steps.flatMap(({ blocks }) => blocks));
    const lines = codes.flatMap(({ code }) =>
      code.split('\n').filter((line) => /\bnpx\b/.test(line)),
    );
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.filter((line) => !line.includes('npx --no catops '))).toEqual([]);
  });

  it('mark what removes something as dangerous', () => {
    const unmarked = runbooks.flatMap(({ name, steps }) =>
      steps
        .flatMap(({ blocks }) => blocks)
        .filter(({ run, danger }) => run && !danger)
        .flatMap(({ code }) => catopsLines(code))
        .filter((words) => commandNamed(commands, words)?.effect === 'destroy')
        .filter((words) => !words.includes('--dry-run'))
        .map(
          (words) =>
            `runbooks/${name}.md: catops ${words.join(' ')}: mark its fence "sh run danger"`,
        ),
    );
    expect(unmarked).toEqual([]);
  });

  it('are there for every alarm, as loud as it is', () => {
    const missing = alarms.flatMap(({ name, severity, runbook }) => {
      const found = runbooks.find((each) => each.name === runbook);
      if (!found) return [`alarm ${name}: write runbooks/${runbook}.md`];
      if (!found.alarms.includes(name)) return [`runbooks/${runbook}.md: name ${name} in alarms`];
      const loudest = severities.find((level) =>
        alarms.some((alarm) => found.alarms.includes(alarm.name) && alarm.severity === level),
      );
      return found.severity === loudest ? [] : [`runbooks/${runbook}.md: ${name} is ${severity}`];
    });
    expect(missing).toEqual([]);
  });

  it('are there for every error code that somebody has to do something about', () => {
    const known = new Set(runbooks.flatMap(({ errorCodes }) => errorCodes));
    const missing = Object.keys(errorRegistry)
      .filter((code) => needsRunbook(code as keyof typeof errorRegistry) && !known.has(code))
      .map(
        (code) => `error ${code}: write runbooks/${code}.md, or name it in the error_codes of one`,
      );
    expect(missing).toEqual([]);
  });

  it('are there for every rule of a load test and every route', () => {
    const known = new Set(runbooks.flatMap(({ rules }) => rules as readonly string[]));
    const names = runbooks.map(({ name }) => name);
    // A threshold and the coverage say themselves what to do.
    const missing = [
      ...loadtestRules.filter(
        (rule) => !['threshold', 'coverage'].includes(rule) && !known.has(rule),
      ),
      ...routeRunbooks.filter((name) => !names.includes(name)),
    ];
    expect(missing).toEqual([]);
  });

  it('are for nothing that is not there any more', () => {
    const names = [...alarms.map(({ name }) => name), ...Object.keys(errorRegistry)];
    const gone = runbooks.flatMap((runbook) =>
      [...runbook.alarms, ...runbook.errorCodes]
        .filter((name) => !names.includes(name))
        .map((name) => `runbooks/${runbook.name}.md: nothing is named ${name}`),
    );
    expect(gone).toEqual([]);
  });

  it('are found by each of the names they are for, which no other has', () => {
    const all = runbooks.flatMap(({ alarms, errorCodes }) => [...alarms, ...errorCodes]);
    const twice = all.filter(
      (name, at) => all.indexOf(name) !== at && !alarms.some((alarm) => alarm.name === name),
    );
    expect(twice).toEqual([]);
  });
});
