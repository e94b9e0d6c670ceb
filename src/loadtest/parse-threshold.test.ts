import { describe, expect, it } from 'vitest';
import { parseThreshold, ThresholdFault } from './parse-threshold.js';

describe('a threshold', () => {
  it('is a metric, labels whose values may have braces, and a limit with its unit', () => {
    const text = 'latency.p95{route=GET /v1/images/{image_id}/analysis, phase=steady} < 200ms';
    expect(parseThreshold(text)).toMatchObject({
      metric: { kind: 'latency', percentile: 95 },
      metricText: 'latency.p95',
      route: 'GET /v1/images/{image_id}/analysis',
      phase: 'steady',
      comparison: '<',
      limit: 200,
      limitText: '200ms',
    });
  });

  it.each([
    ['latency.mean < 20ms', { kind: 'latency', stat: 'mean' }, '<', 20],
    ['service-time.max{phase=*} <= 1s', { kind: 'service-time', stat: 'max' }, '<=', 1000],
    ['requests >= 1000', { kind: 'requests' }, '>=', 1000],
    ['status.5xx == 0', { kind: 'status', status: 5, as: 'count' }, '==', 0],
    ['errors<0.5%', { kind: 'errors', as: 'share' }, '<', 0.005],
    ['errors == 0', { kind: 'errors', as: 'count' }, '==', 0],
    ['  lost   ==   0 ', { kind: 'lost', as: 'count' }, '==', 0],
    ['timeouts <= 1 %', { kind: 'timeouts', as: 'share' }, '<=', 0.01],
    ['status.503 == 0', { kind: 'status', status: 503, as: 'count' }, '==', 0],
    ['service-time.p99.9 { route = * } < 1.5 s', { kind: 'service-time' }, '<', 1500],
    ['cache-hit-share{route=*} >= 95%', { kind: 'cache-hit-share' }, '>=', 0.95],
    ['db-queries-per-request < 0.05', { kind: 'db-queries-per-request' }, '<', 0.05],
    ['rate > 90/s', { kind: 'rate' }, '>', 90],
    ['achieved >= 95%', { kind: 'achieved' }, '>=', 0.95],
  ])('reads "%s" whatever the white space', (text, metric, comparison, limit) => {
    expect(parseThreshold(text)).toMatchObject({ metric, comparison, limit });
  });

  it.each([
    ['latency.p95 < 200', 14, /latency\.p95 needs a limit such as 200ms, not "200"/],
    ['errors < 0.5', 9, /errors needs a limit such as 0\.5% \(a share\) or 0 \(a count\)/],
    ['latency.avg < 20ms', 0, /unknown metric "latency\.avg"/],
    ['latency.mean < 20', 15, /such as 200ms/],
    ['requests < 5%', 11, /requests needs a limit such as 1000/],
    ['status.6xx == 0', 0, /unknown metric/],
    ['achieved > 95', 11, /such as 95%/],
    ['latency.p0 < 1s', 0, /unknown metric "latency\.p0"/],
    ['  latancy.p95 < 1s', 2, /unknown metric "latancy\.p95"; known are latency\.pNN, /],
    ['errors{rout=x} < 1%', 7, /unknown label "rout"; known are route, phase/],
    ['errors{phase=a,phase=b} < 1%', 15, /"phase" is given twice/],
    ['errors{phase=a < 1%', 6, /never closed/],
    ['errors{phase=} < 1%', 7, /expected a label/],
    ['errors 1%', 7, /expected <, <=, >, >= or ==/],
    ['errors < much', 9, /"much" is not a limit/],
    ['errors < 1% please', 9, /"1% please" is not a limit/],
    ['', 0, /expected </],
  ])('that is "%s" is refused at character %i', (text, offset, message) => {
    const fault = caught(() => parseThreshold(text));
    expect(fault.message).toMatch(message);
    expect(fault.offset).toBe(offset);
  });
});

function caught(act: () => unknown): ThresholdFault {
  try {
    act();
  } catch (error) {
    if (error instanceof ThresholdFault) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
