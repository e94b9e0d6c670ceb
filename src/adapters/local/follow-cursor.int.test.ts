import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FollowMemory } from '../../alarms/follow/ports.js';
import { systemClock } from '../../platform/node-host.js';
import { openFollowCursor } from './follow-cursor.js';

const kept: FollowMemory = {
  source: 'CloudWatch',
  from: 1_763_600_000_000,
  told: [['metric 2025-11-20T01:00:00.000Z OK ALARM error-share', 1_763_600_400_000]],
  early: [{ name: 'queue-age', to: 'ALARM', at: 1_763_600_300_000 }],
  known: [['queue-age', { state: 'INSUFFICIENT_DATA', since: 1_763_600_300_000 }]],
};

describe('the place that a follower of alarms keeps', () => {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'catops-cursor-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  const open = (name: string) => openFollowCursor({ directory, name, clock: systemClock });

  it('is read back as it was written, by a later process too', async () => {
    const first = await open('night');
    expect(await first.read()).toBeNull();
    await first.write(kept);
    await first.release();
    const second = await open('night');
    expect(await second.read()).toEqual(kept);
    await second.release();
  });

  it("is one follower's at a time", async () => {
    const first = await open('busy');
    await expect(open('busy')).rejects.toMatchObject({
      code: 'usage-invalid',
      message: expect.stringMatching(/^--cursor busy: process \d+ on .* follows alarms/),
    });
    await first.release();
    await (await open('busy')).release();
  });

  it.each(['', '../up', '.hidden', 'a b', 'x'.repeat(65)])('is refused as %j', async (name) => {
    await expect(open(name)).rejects.toMatchObject({ code: 'usage-invalid' });
  });

  it.each([
    ['{"v":1,"source":"CloudWatch"', 'local-store-unwritable'],
    ['{"v":1,"source":"CloudWatch"}', 'local-store-unwritable'],
    ['{"v":99}', 'format-too-new'],
  ])('is not begun anew where it holds %j', async (content, code) => {
    await writeFile(join(directory, 'torn.json'), content);
    const cursor = await open('torn');
    await expect(cursor.read()).rejects.toMatchObject({ code });
    await cursor.release();
    expect(await readFile(join(directory, 'torn.json'), 'utf8')).toBe(content);
  });
});
