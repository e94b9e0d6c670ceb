import { readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { addNote } from '../../src/incidents/add-note.js';
import { foldIncident } from '../../src/incidents/fold.js';
import type { Entry, Incident } from '../../src/incidents/incident.js';
import {
  type GeneratedReport,
  generateReport,
} from '../../src/incidents/report/generate-report.js';
import { showIncident } from '../../src/incidents/show-incident.js';
import { CatopsError, messageOf, systemErrorCode } from '../../src/platform/errors.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Reply } from './command.js';
import { type IncidentInvocation, openContext, runShown } from './incident-change.js';
import type { IncidentContext } from './incident-context.js';

/** What the flags of `report` say. */
export interface ReportAsked {
  readonly format: 'md' | 'html' | 'json';
  readonly out?: string | undefined;
  readonly anonymous: boolean;
  readonly strict: boolean;
  readonly attach: boolean;
  readonly record?: string | undefined;
}

/** Makes the report, keeps what people wrote in the one that is there, and writes it. */
export async function reportIncident(
  invocation: IncidentInvocation,
  reference: string | undefined,
  asked: ReportAsked,
): Promise<Reply> {
  const context = await openContext(invocation);
  const incident = await incidentOf(invocation, context, reference, asked);
  const place = placeOf(invocation, context, incident, asked);
  const existing = asked.format === 'md' ? await place.read() : null;
  const report = generateReport(incident, existing, {
    zone: context.zone,
    anonymous: asked.anonymous,
  });
  if (!report.ok) {
    throw new CatopsError('incident-invalid', `${place.path} is left as it is: ${report.problem}`, {
      hint: 'mend the file, or write another one with --out',
    });
  }
  const text = textOf(report, asked.format);
  if (!invocation.dryRun) {
    await place.write(text);
    if (asked.attach) await attach(invocation, context, incident, text, asked.format);
  }
  return replyOf(report, text, place.path, asked, invocation.dryRun);
}

async function incidentOf(
  { host }: IncidentInvocation,
  context: IncidentContext,
  reference: string | undefined,
  { record, attach: attached }: ReportAsked,
): Promise<Incident> {
  if (record === undefined) {
    return (await showIncident(context.deps, await context.find(reference))).incident;
  }
  if (reference !== undefined || attached) {
    throw new CatopsError(
      'usage-invalid',
      '--record stands for the incident: leave the other out.',
    );
  }
  try {
    const text = await readFile(resolve(host.cwd, record), 'utf8');
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return foldIncident(lines.map((line) => JSON.parse(line) as Entry));
  } catch (cause) {
    throw new CatopsError(
      'usage-invalid',
      `--record: ${record} is no record: ${messageOf(cause)}`,
      {
        cause,
      },
    );
  }
}

interface Place {
  /** Null: standard output. */
  readonly path: string | null;
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
}

function placeOf(
  { host }: IncidentInvocation,
  { deps }: IncidentContext,
  { id }: Incident,
  { out, record, format }: ReportAsked,
): Place {
  if (out === '-' || (out === undefined && record !== undefined)) {
    return { path: null, read: async () => null, write: async () => {} };
  }
  if (out !== undefined) {
    const path = resolve(host.cwd, out);
    return {
      path,
      read: () => readIfThere(path),
      write: (text) => replaceFile(path, text, host.pid),
    };
  }
  const name = `report.${format}`;
  return {
    path: join(deps.store.where(id), 'files', name),
    read: async () => {
      const bytes = await deps.store.readFile(id, name);
      return bytes === null ? null : new TextDecoder().decode(bytes);
    },
    write: (text) => deps.store.writeFile(id, name, text),
  };
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (systemErrorCode(cause) === 'ENOENT') return null;
    throw unwritable(path, cause);
  }
}

/** Beside it first, then renamed: whoever reads it never sees half a report. */
async function replaceFile(path: string, text: string, pid: number): Promise<void> {
  try {
    await writeFile(`${path}.${pid}.tmp`, text);
    await rename(`${path}.${pid}.tmp`, path);
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

function unwritable(path: string, cause: unknown): CatopsError {
  return new CatopsError('usage-invalid', `--out: ${path}: ${messageOf(cause)}.`, { cause });
}

function textOf(report: GeneratedReport, format: ReportAsked['format']): string {
  if (format === 'md') return report.markdown;
  return format === 'html' ? report.html() : `${JSON.stringify(report.json(), null, 2)}\n`;
}

async function attach(
  invocation: IncidentInvocation,
  context: IncidentContext,
  { id }: Incident,
  text: string,
  format: ReportAsked['format'],
): Promise<void> {
  const file = { name: `${id}-report.${format}`, content: new TextEncoder().encode(text) };
  await runShown(invocation, context, addNote, { id, text: 'The report.', files: [file] });
}

function replyOf(
  report: GeneratedReport,
  text: string,
  path: string | null,
  { strict }: ReportAsked,
  dryRun: boolean,
): Reply {
  const { findings, kept, behind } = report;
  const remarks = [
    ...kept.map((name) => `Kept as people wrote it: ${name}`),
    ...behind.map((name) => `! ${name}: the record has statements that came later`),
    ...findings.map(({ where, problem }) => `! ${where}: ${problem}`),
  ].map(printable);
  return {
    exit: strict && findings.length > 0 ? 'no' : 'ok',
    data: {
      ...(report.json() as { schema: 'catops.incident-report/v1' }),
      dryRun,
      path,
      kept,
      behind,
      findings,
    },
    text: () => {
      if (path === null) return text.trimEnd();
      const what = `${dryRun ? 'Would write' : 'Wrote'} ${printable(path)}`;
      return [what, ...remarks].join('\n');
    },
  };
}
