import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startStandInSupervisor } from '../src/testing/stand-in-supervisor.js';
import { startIncidentWorld } from './testing/incident-world.js';

const runbook = `---
title: The disk is full
alarms: []
error_codes: []
severity: sev2
owner: operations
last_drilled: never
---

## What it means

Nothing can be written.

## Steps

- [ ] See what is full:

\`\`\`sh run
echo "90 % of $CATOPS_SLACK_TOKEN at $CATOPS_METRICS_URL" | tee seen
\`\`\`

Expected: a share.

- [ ] Free space:

\`\`\`sh run danger
touch removed
\`\`\`

## When to stop

After ten minutes.
`;

it('runs nothing that nobody said yes to, keeps what it ran without secrets, and goes on later', async () => {
  const world = await startIncidentWorld();
  // Where the API that runs publishes its metrics is found for the commands of a runbook.
  const privateUrl = 'http://127.0.0.1:9101';
  let supervisor: Awaited<ReturnType<typeof startStandInSupervisor>> | undefined;
  const isThere = (file: string) =>
    access(join(world.dir, file)).then(
      () => true,
      () => false,
    );
  try {
    await mkdir(join(world.dir, 'runbooks'));
    await writeFile(join(world.dir, 'runbooks', 'disk-full.md'), runbook);
    const asked = await world.catops(['runbook', 'run', 'disk-full']);
    expect(asked.exit, asked.err).toBe(3);
    expect(asked.out).toContain('$ touch removed  (can do harm');
    expect(await isThere('seen')).toBe(false);

    supervisor = await startStandInSupervisor(join(world.dir, '.catops'), () => ({ privateUrl }));
    await world.catops(['incident', 'open', 'Disk', '-s', '3', '--no-slack', '--no-trello']);
    const ran = await world.catops(['runbook', 'run', 'disk-full', '--yes', '--json']);
    expect(ran.exit, ran.err).toBe(3);
    expect(ran.json()).toMatchObject({ finished: false, next: 2, halted: 'danger' });
    expect([await isThere('seen'), await isThere('removed')]).toEqual([true, false]);

    const { out } = await world.catops(['incident', 'timeline', '--json']);
    expect(out).toContain(`90 % of [secret] at ${privateUrl}`);
    expect(out).not.toContain(world.slack.account.token);

    const later = await world.catops(['runbook', 'run', 'disk-full']);
    expect(later.out).toMatch(/from step 2 on: 1 commands to run, 1 of them dangerous/);
  } finally {
    await supervisor?.close();
    await world.close();
  }
});
