import { describe, expect, it } from 'vitest';
import { environmentEvent } from '../testing/environment-looks.js';
import type { ChangeRecord } from './change-record.js';
import { findPrevious } from './find-previous.js';

let made = 0;

function record(given: Partial<ChangeRecord>): ChangeRecord {
  made += 1;
  return {
    id: String(made),
    environment: 'cat-api-prod',
    kind: 'deploy',
    at: `2026-09-12T03:${String(made % 60).padStart(2, '0')}:00.000Z`,
    actor: 'alice@example.org',
    from: 'v1',
    wasHealthy: true,
    to: 'v2',
    summary: '',
    ended: 'done',
    ...given,
  };
}

const toV2 = record({});
const toV3 = record({ from: 'v2', to: 'v3' });

describe('the version to go back to', () => {
  it('is the one before the current, by what was saved when it was left', () => {
    const saved = { version: 'v1', known: 'saved', at: toV2.at };
    expect(findPrevious('v2', [toV2], [])).toEqual(saved);
    expect(findPrevious('v3', [toV2, toV3], [])?.version).toBe('v2');
  });

  it('is never one that was ill when it was left', () => {
    const fromIll = record({ from: 'v2', wasHealthy: false, to: 'v3' });
    expect(findPrevious('v3', [toV2, fromIll], [])?.version).toBe('v1');
  });

  it('is never one that a rollback has left', () => {
    const back = record({ kind: 'rollback', from: 'v3', to: 'v2' });
    expect(findPrevious('v2', [toV2, toV3, back], [])?.version).toBe('v1');
  });

  it('is never one whose deployment failed', () => {
    const failed = record({ from: 'v2', to: 'v3', ended: 'reverted' });
    const again = record({ from: 'v2', to: 'v4' });
    expect(findPrevious('v4', [toV2, failed, again], [])?.version).toBe('v2');
    expect(findPrevious('v2', [toV2, failed], [])?.version).toBe('v1');
  });

  it('may be one that never began, or was stopped with everything: neither was its fault', () => {
    for (const ended of ['never-started', 'terminated'] as const) {
      const stopped = record({ from: 'v1', to: 'v2', ended });
      const again = record({ from: 'v2', to: 'v3' });
      expect(findPrevious('v3', [stopped, again], [])?.version).toBe('v2');
    }
  });

  it('is the one before an update that nobody saw end', () => {
    const lost = record({ from: 'v1', to: 'v2', ended: null });
    expect(findPrevious('v2', [lost], [])?.version).toBe('v1');
  });

  it('is what the events tell where nothing was saved, and nothing where they do not', () => {
    const events = ['v0', 'v1', 'v2', null].map((version, at) =>
      environmentEvent({ version, at: `2026-09-12T0${at}:00:00.000Z` }),
    );
    expect(findPrevious('v2', [], events)).toEqual({
      ...{ version: 'v1', known: 'events', at: '2026-09-12T01:00:00.000Z' },
    });
    expect(findPrevious('v2', [], [])).toBeNull();
  });
});
