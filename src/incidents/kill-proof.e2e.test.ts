import { describe, expect, it } from 'vitest';
import { proveKills } from './testing/kill-proof.js';

const kills = Number(process.env['CATOPS_PROVE_KILLS'] ?? 40);

describe('an incident command that is killed', () => {
  it('leaves one page, one channel, one headline and one card, after a sync', async () => {
    const result = await proveKills({ kills, concurrency: 4, seed: 2018 });
    process.stdout.write(`${JSON.stringify(result)}\n`);
    expect(result.violations).toEqual([]);
    expect(result.kills).toBeGreaterThanOrEqual(kills);
  }, 3_600_000);
});
