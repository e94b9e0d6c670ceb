import { expect, it } from 'vitest';
import { loadtestReportOf } from '../testing/loadtest-reports.js';
import { measuredPhase, measuredRoute } from '../testing/measurements.js';
import { refuseSilence } from './target-silent.js';

const silent = { answered: 0, expected: 0, statuses: {} };
const route = 'GET /v1/breeds';
const whole = loadtestReportOf([]);
const report = { ...whole, target: { ...whole.target, url: 'http://api' } };

it('says what became of requests of which none was answered', () => {
  const lost = measuredRoute(route, 20, { ...silent, lost: 20 });
  const late = measuredRoute(route, 50, { ...silent, lost: 30, timeouts: 20 });
  const phases = [measuredPhase('warm-up', [lost]), measuredPhase('steady', [late])];
  expect(() => refuseSilence({ phases, crashed: null, gaveUp: null }, report)).toThrow(
    expect.objectContaining({
      ...{ code: 'target-unreachable', report },
      message:
        'http://api answered none of 70 requests in full: 50 lost with their connections, 20 timed out.',
    }),
  );
});

it('says nothing where anything was answered, or where the generator died', () => {
  const phases = [measuredPhase('steady', [measuredRoute(route, 1)])];
  refuseSilence({ phases, crashed: null, gaveUp: null }, report);
  refuseSilence({ phases: [], crashed: 'out of memory', gaveUp: null }, report);
});
