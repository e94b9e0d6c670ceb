import { describe, expect, it } from 'vitest';
import { judgeNewRoutes } from './check-since.ts';

const policy = (since: string, probation: boolean) => ({ 'x-catops': { since, probation } });
const base = { paths: { '/v1/breeds': { get: policy('2026-01-01', false) } } };
const head = (since: string, probation: boolean) => ({
  paths: { ...base.paths, '/v1/images/{image_id}/analysis': { get: policy(since, probation) } },
});

describe('a route that the base branch does not have', () => {
  it('passes with the day of its commit and on probation', () => {
    expect(judgeNewRoutes(base, head('2026-11-21', true), ['2026-11-21'])).toEqual([]);
  });

  it('is refused with another day', () => {
    expect(judgeNewRoutes(base, head('2018-11-14', true), ['2026-11-20', '2026-11-21'])).toEqual([
      'GET /v1/images/{image_id}/analysis is new: since must be 2026-11-21, not 2018-11-14',
    ]);
  });

  it('is refused without probation', () => {
    expect(judgeNewRoutes(base, head('2026-11-21', false), ['2026-11-21'])).toEqual([
      "GET /v1/images/{image_id}/analysis is new: limit must be 'probation' until a later commit ends it",
    ]);
  });

  it('may leave probation once the base branch has it', () => {
    expect(judgeNewRoutes(head('2026-11-21', true), head('2026-11-21', false), [])).toEqual([]);
  });
});
