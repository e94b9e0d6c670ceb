import { describe, expect, it } from 'vitest';
import { proveScheduleKills } from '../testing/schedule-proof.js';

const kills = Number(process.env['CATOPS_PROVE_KILLS'] ?? 20);

describe('two schedulers, killed again and again', () => {
  it('post one note and leave one mail for each day', async () => {
    const result = await proveScheduleKills({ kills, concurrency: 4, random: Math.random });
    process.stdout.write(`${JSON.stringify(result)}\n`);
    expect(result.violations).toEqual([]);
    expect(result.kills).toBeGreaterThanOrEqual(kills);
  }, 3_600_000);
});
