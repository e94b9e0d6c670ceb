import { expect, it } from 'vitest';
import type { AdminRequest } from '../../src/contracts/admin-process.js';
import { createTestHost } from '../../src/testing/test-host.js';
import { jobNumber } from './job-arguments.js';
import { dropReply } from './job-drop.js';
import type { Wiring } from './wiring.js';

/** A queue with so many dead jobs; what was asked of it. */
async function drop(
  id: string,
  options: { type?: string; yes?: boolean; dryRun?: boolean; dead?: number },
) {
  const asked: AdminRequest[] = [];
  const wiring = {
    dataDir: () => '/data',
    admin: async (_dataDir: string, request: AdminRequest) => {
      asked.push(request);
      return { dropped: options.dead ?? 3 };
    },
  } as unknown as Wiring;
  const reply = await dropReply({
    ...{ args: { id }, dryRun: options.dryRun ?? false, wiring },
    host: createTestHost({ argv: ['jobs', 'drop', id] }),
    flags: { type: options.type, yes: options.yes ?? false, noInput: false },
  });
  const tries = asked.map((request) => 'dryRun' in request && request.dryRun);
  return { exit: reply.exit, text: reply.text(), tries };
}

it('removes what it said it would, when somebody agrees', async () => {
  expect(await drop('all', { yes: true, type: 'webhook.deliver' })).toEqual({
    ...{ exit: 'ok', text: 'Removed 3 dead jobs.', tries: [true, false] },
  });
});

it('removes nothing in a dry run, nor where nobody can be asked', async () => {
  expect(await drop('17', { dryRun: true, dead: 1 })).toEqual({
    ...{ exit: 'ok', text: 'Would remove job 17 for good.', tries: [true] },
  });
  const stopped = await drop('all', {});
  expect([stopped.exit, stopped.tries]).toEqual(['confirmation', [true]]);
  expect(stopped.text).toContain('Nothing was done. To do it: catops jobs drop all --yes');
});

it('does not ask when there is nothing to remove', async () => {
  expect(await drop('all', { dead: 0 })).toMatchObject({ exit: 'ok', text: 'No job is dead.' });
});

it('allows no word for all jobs where one is meant', () => {
  expect(jobNumber('17')).toBe(17);
  for (const text of ['all', 'abc', '0']) {
    expect(() => jobNumber(text)).toThrow(`"${text}" is no number of a job, such as 17.`);
  }
});

it.each([
  ['0', undefined, 'neither'],
  ['1e3', undefined, 'neither'],
  ['\u001b[2J', undefined, 'neither'],
  ['17', 'mail.welcome', 'leave out --type'],
  ['all', 'DROP TABLE', 'no type'],
])('refuses %j with type %j in a sentence', async (id, type, says) => {
  const given = type === undefined ? {} : { type };
  await expect(drop(id, { yes: true, ...given })).rejects.toMatchObject({
    ...{ code: 'usage-invalid', message: expect.stringContaining(says) },
  });
});
