import type { LoadtestReport } from '../contracts/loadtest-report.js';
import { CatopsError } from '../platform/errors.js';
import type { LoadMeasurement } from './ports.js';

/** A load of which nothing was ever answered. What there is to report of it is written all the same. */
export class TargetSilent extends CatopsError {
  readonly report: LoadtestReport;

  constructor(message: string, report: LoadtestReport) {
    super('target-unreachable', message);
    this.report = report;
  }
}

/** Throws {@link TargetSilent} when a load was sent and nothing of it was ever answered. */
export function refuseSilence(measurement: LoadMeasurement, report: LoadtestReport): void {
  const { phases, crashed } = measurement;
  if (crashed !== null || phases.some((phase) => phase.answered > 0)) return;
  const sum = (count: 'sent' | 'lost' | 'timeouts'): number =>
    phases.reduce((total, phase) => total + phase[count], 0);
  const became = [
    ...(sum('lost') > 0 ? [`${sum('lost')} lost with their connections`] : []),
    ...(sum('timeouts') > 0 ? [`${sum('timeouts')} timed out`] : []),
  ];
  const how = became.length === 0 ? '' : `: ${became.join(', ')}`;
  const { url } = report.target;
  throw new TargetSilent(`${url} answered none of ${sum('sent')} requests in full${how}.`, report);
}
