import { expect, it } from 'vitest';
import type { SupervisorEvent } from '../../src/contracts/supervisor-control.js';
import { cutOff } from './cut-off.js';

const event = (message: string, version = 'two'): SupervisorEvent => ({
  ...{ v: 1, at: '2018-11-14T03:10:00.000Z', severity: 'info', message, version },
  requestId: 'r-1',
});
const begun = event('Environment update is starting: two.');
const half = [event('Started on http://127.0.0.1:3000, API processes: 2.', 'one'), begun];
const replaced = event('Replaced API process 1 by 3 (1 of 2).');

it('says of an update that was cut off that the release before is back', () => {
  expect(cutOff([...half, replaced], 'one')).toEqual({
    ...{ severity: 'warn', version: 'one', requestId: 'r-1' },
    message:
      'The environment was reverted to the previous configuration: one. Of the update to two, the supervisor ended in the middle of it.',
  });
  const failed = event('Failed to deploy application: It does not start.');
  expect(cutOff([...half, failed, event('Stopped.')], 'one')?.severity).toBe('warn');
});

it('says that it is done when the release was taken for good before the end', () => {
  expect(cutOff([...half, replaced], 'two')).toMatchObject({
    message:
      'Environment update completed successfully, though the supervisor ended in the middle of it.',
  });
});

it('says of a change of capacity that it is lost', () => {
  const scaling = event('Environment update is starting: API processes 3, at most 5 (were 2).');
  expect(cutOff([scaling], 'two')?.message).toMatch(/^Failed to deploy configuration: /);
});

it('says nothing of what has ended, and of a journal without an update', () => {
  for (const end of [
    'Environment update completed successfully.',
    'Environment update completed successfully, though the supervisor ended in the middle of it.',
    'The environment was reverted to the previous configuration: one.',
    'The release before cannot be started either: No memory.',
    '3 of 4 processes were put back, the others stay on the release that failed: No memory.',
    'Failed to deploy configuration: No memory.',
  ])
    expect(cutOff([...half, event(end), event('Stopped.')], 'one')).toBeNull();
  expect(cutOff([], 'one')).toBeNull();
  expect(cutOff([event('Stopped.')], 'one')).toBeNull();
});
