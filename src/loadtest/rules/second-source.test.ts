import { expect, it } from 'vitest';
import { measuredPhase, measuredRoute } from '../../testing/measurements.js';
import { compareQueryCounts, readQueryCounters } from './second-source.js';

const metrics = `# HELP catops_db_queries_total Database queries made.
# TYPE catops_db_queries_total counter
catops_db_queries_total{route="GET /v1/images/{image_id}"} 7
catops_db_queries_total{process="1",route="GET /v1/breeds",x="y"} 2
catops_db_queries_total{process="2",route="GET /v1/breeds"} 3
catops_requests_total{route="GET /v1/breeds"} 99
`;

it('reads the counters of every route and adds up its processes', () => {
  expect([...readQueryCounters(metrics)]).toEqual([
    ['GET /v1/images/{image_id}', 7],
    ['GET /v1/breeds', 5],
  ]);
});

it('doubts only a difference that replies not received cannot explain', () => {
  const inventory = new Map([['GET /v1/breeds' as const, null]]);
  const compare = (queries: number, lost: number) => {
    const route = measuredRoute('GET /v1/breeds', 100, { queries, sent: 100 + lost, lost });
    const measurement = { phases: [measuredPhase('steady', [route])], crashed: null, gaveUp: null };
    return compareQueryCounts(measurement, inventory, new Map(), readQueryCounters(metrics));
  };
  expect([compare(5, 0), compare(1, 0), compare(17, 2)]).toEqual([[], [], []]);
  expect(compare(50, 0)).toEqual([expect.stringContaining('told of 50 database queries')]);
});
