import type { LoadtestReport, LoadtestVerdict } from '../../src/contracts/loadtest-report.js';
import { reportTable } from '../../src/loadtest/report-text.js';
import { TargetSilent } from '../../src/loadtest/target-silent.js';
import type { Exit } from '../../src/platform/errors.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Reply } from './command.js';
import { type ReportPaths, type ReportWriting, writeReports } from './loadtest-reports.js';
import { wantsColour, widthOf } from './terminal.js';

const exitOf: Record<LoadtestVerdict, Exit> = {
  pass: 'ok',
  fail: 'no',
  invalid: 'noEvidence',
  interrupted: 'interrupted',
};

type SaidWriting = ReportWriting & { say(line: string): void };

/**
 * The report, or the error of a target that answered nothing: its files are written first, for whoever
 * reads nothing else.
 */
export async function orWritten(
  judged: Promise<LoadtestReport>,
  paths: ReportPaths,
  writing: SaidWriting,
): Promise<LoadtestReport> {
  try {
    return await judged;
  } catch (error) {
    if (error instanceof TargetSilent) await written(error.report, paths, writing);
    throw error;
  }
}

/** Writes the report files and says so; false when one is missing. */
async function written(
  report: LoadtestReport,
  paths: ReportPaths,
  { host, wiring, say }: SaidWriting,
): Promise<boolean> {
  const files = await writeReports(report, paths, { host, wiring });
  for (const { path, problem } of files) {
    say(
      problem === null
        ? `Wrote ${printable(path)}`
        : `${printable(path)} could not be written, and the verdict stands without it: ${printable(problem)}.`,
    );
  }
  return files.every(({ problem }) => problem === null);
}

/**
 * The answer of a command that has judged a load: its report files are written, then the verdict
 * decides how it ends. A yes of which a file is missing ends as a problem of this machine; `lost` when
 * one is missing already.
 */
export async function loadtestReply(
  report: LoadtestReport,
  paths: ReportPaths,
  writing: SaidWriting,
  lost = false,
): Promise<Reply> {
  const { host } = writing;
  const missing = !(await written(report, paths, writing)) || lost;
  const layout = { width: widthOf(host.stdout), colour: wantsColour(host, host.stdout) };
  return {
    exit: missing && report.verdict === 'pass' ? 'localStore' : exitOf[report.verdict],
    data: { ...report },
    text: () => reportTable(report, layout),
  };
}
