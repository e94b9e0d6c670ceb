import { expect, it } from 'vitest';
import { isAmong, readCases, scoreCase, scoredCases } from './diagnosis.ts';

// What was measured of the scored cases must not get worse unnoticed; proofs.md has the figures.
it('answers the recorded cases of diagnose no worse than it was measured to', async () => {
  const cases = await readCases(scoredCases);
  const scored = cases.map(scoreCase);
  expect(cases.length).toBeGreaterThanOrEqual(62);
  expect(scored.filter((each) => isAmong(each, 1)).length / cases.length).toBeGreaterThan(0.95);
  expect(scored.filter((each) => isAmong(each, 2)).length / cases.length).toBeGreaterThan(0.96);
});
