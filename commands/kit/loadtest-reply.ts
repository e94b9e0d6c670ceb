import type { LoadtestReport, LoadtestVerdict } from '../../src/contracts/loadtest-report.js';
import { reportTable } from '../../src/loadtest/report-text.js';
import type { Exit } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import type { Reply } from './command.js';
import { wantsColour, widthOf } from './terminal.js';

const exitOf: Record<LoadtestVerdict, Exit> = {
  pass: 'ok',
  fail: 'no',
  invalid: 'noEvidence',
  interrupted: 'interrupted',
};

/** A load test's report as the answer of a command. */
export function loadtestReply(report: LoadtestReport, host: Host): Reply {
  const layout = { width: widthOf(host.stdout), colour: wantsColour(host, host.stdout) };
  return {
    exit: exitOf[report.verdict],
    data: { ...report },
    text: () => reportTable(report, layout),
  };
}
