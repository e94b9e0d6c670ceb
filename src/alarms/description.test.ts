import { describe, expect, it } from 'vitest';
import { descriptionOf, readDescription } from './description.js';

describe("an alarm's description", () => {
  it('says first what it means, then how bad it is, and is read back', () => {
    const text = descriptionOf({
      summary: 'Pictures are answered with errors.',
      ...{ severity: 'sev1', runbook: 'error-share', owner: 'api', service: 'cats' },
    });
    expect(text.split('\n')[0]).toBe('Pictures are answered with errors.');
    expect(readDescription(text)).toEqual({
      ...{ severity: 'sev1', runbook: 'error-share', madeFor: 'cats' },
    });
  });

  it.each([
    [undefined, null, null],
    ['The queue is old.', null, null],
    ['Old queue. Severity: SEV2, runbook: queue-age', 'sev2', 'queue-age'],
    ['severity: sev9 runbook:', null, null],
  ])('of somebody else (%j) tells what is in it', (text, severity, runbook) => {
    expect(readDescription(text)).toEqual({ severity, runbook, madeFor: null });
  });

  it('makes an alarm ours only by a line of its own', () => {
    expect(readDescription('not made by catops for cats').madeFor).toBeNull();
  });
});
