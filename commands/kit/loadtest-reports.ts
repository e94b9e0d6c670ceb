import { constants } from 'node:fs';
import { access, mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { LoadtestReport } from '../../src/contracts/loadtest-report.js';
import { CatopsError, messageOf, systemErrorCode } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { printable } from '../../src/platform/terminal-text.js';
import { flag } from './flags.js';
import type { Wiring } from './wiring.js';

/** Files that the verdict of a load test can be written to. */
export const reportFlags = {
  junit: flag.text('also write the verdict as JUnit XML, a case a check', { placeholder: 'file' }),
  html: flag.text('also write it as one HTML file, with plots', { placeholder: 'file' }),
  md: flag.text('also write it as Markdown for a pull request', { placeholder: 'file' }),
};

/** In the order in which they are written. */
export const reportKinds = Object.keys(reportFlags) as (keyof typeof reportFlags)[];

/** Paths as given. */
export type ReportPaths = { readonly [kind in keyof typeof reportFlags]: string | undefined };

/** What reports are written with. */
export interface ReportWriting {
  readonly host: Host;
  readonly wiring: Pick<Wiring, 'drawChart'>;
}

/** A report file, and why it is not there; null when it is. */
export interface ReportFile {
  readonly path: string;
  readonly problem: string | null;
}

/** Paths of all files that a command writes, its reports and others, by flag. */
type WrittenPaths = Partial<ReportPaths> & { readonly out?: string | undefined };

/** Refuses a path that no file can be written to, before any load: one `usage-invalid`. */
export async function checkWrittenPaths(
  { cwd }: Pick<Host, 'cwd'>,
  paths: WrittenPaths,
): Promise<void> {
  const seen = new Map<string, string>();
  for (const kind of ['out', ...reportKinds] as const) {
    const given = paths[kind];
    if (given === undefined) continue;
    const path = resolve(cwd, given);
    const fault = seen.has(path)
      ? `is the file of --${seen.get(path)} too`
      : await faultOf(path).catch((error: unknown) => `cannot be written: ${messageOf(error)}`);
    seen.set(path, kind);
    if (fault === null) continue;
    throw new CatopsError('usage-invalid', `--${kind}: ${printable(path)} ${fault}.`);
  }
}

async function faultOf(path: string): Promise<string | null> {
  const found = await statIfThere(path);
  if (found?.isDirectory()) return 'is a directory';
  if (found !== null) return unwritable(path, 'cannot be written');
  let above = dirname(path);
  while ((await statIfThere(above)) === null) above = dirname(above);
  return unwritable(above, `cannot be written: nothing may be made in ${printable(above)}`);
}

async function statIfThere(path: string) {
  return stat(path).catch((error: unknown) => {
    if (systemErrorCode(error) === 'ENOENT') return null;
    throw error;
  });
}

async function unwritable(path: string, text: string): Promise<string | null> {
  return access(path, constants.W_OK).then(
    () => null,
    () => text,
  );
}

/**
 * Writes every report that was asked for. A disk that is full takes nothing from the verdict: what
 * could not be written is told, and the other files are written.
 */
export async function writeReports(
  report: LoadtestReport,
  paths: ReportPaths,
  { host: { cwd, pid }, wiring }: ReportWriting,
): Promise<readonly ReportFile[]> {
  const files: ReportFile[] = [];
  for (const kind of reportKinds) {
    const given = paths[kind];
    if (given === undefined) continue;
    const path = resolve(cwd, given);
    const problem = await replaceFile(path, await render[kind](report, wiring), pid).then(
      () => null,
      messageOf,
    );
    files.push({ path, problem });
  }
  return files;
}

const render: Readonly<
  Record<
    keyof ReportPaths,
    (report: LoadtestReport, wiring: ReportWriting['wiring']) => Promise<string>
  >
> = {
  junit: async (report) =>
    (await import('../../src/loadtest/report/junit.js')).loadtestJunit(report),
  html: async (report, { drawChart }) => {
    const { loadtestHtml } = await import('../../src/loadtest/report/html.js');
    return loadtestHtml(report, await drawChart());
  },
  md: async (report) =>
    (await import('../../src/loadtest/report/markdown.js')).loadtestMarkdown(report),
};

/** Beside it first, then renamed: whoever reads it never sees half a report. */
async function replaceFile(path: string, text: string, pid: number): Promise<void> {
  const found = await statIfThere(path);
  // A pipe or a device can only be written to.
  if (found !== null && !found.isFile()) return writeFile(path, text);
  const target = found === null ? path : await realpath(path);
  const fresh = `${target}.${pid}.tmp`;
  await mkdir(dirname(target), { recursive: true });
  try {
    await writeFile(fresh, text);
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}
