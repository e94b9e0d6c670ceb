import { expect, it } from 'vitest';
import { isAmong, readCases, scoreCase } from './diagnosis.ts';

// What was measured of the scored cases must not get worse unnoticed; proofs.md has the figures.
it('answers the recorded cases of diagnose no worse than it was measured to', async () => {
  const cases = await readCases('.ci/bench/diagnosis/scored.jsonl.gz');
  const scored = cases.map(scoreCase);
  expect(cases.length).toBeGreaterThanOrEqual(42);
  expect(scored.filter((each) => isAmong(each, 1)).length / cases.length).toBeGreaterThan(0.8);
  expect(scored.filter((each) => isAmong(each, 2)).length / cases.length).toBeGreaterThan(0.85);
});
