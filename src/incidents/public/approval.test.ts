import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Incident } from '../incident.js';
import { type SampleEntry, sampleIncident } from '../report/testing/sample-incident.js';
import { checkApproval, checkPublish, type PublicPreview, previewPublic } from './approval.js';
import { diffLines } from './diff-lines.js';
import { isApprovedCard } from './render-public.js';

const deps = {
  sha256: (text: string) => createHash('sha256').update(text).digest('hex'),
  deniedTerms: ['Acme'],
};

const first: SampleEntry = {
  kind: 'update',
  text: 'Analysis requests fail.',
  status: 'investigating',
  visibility: 'public',
};

function preview(incident: Incident, title?: string): PublicPreview {
  const shown = previewPublic(incident, deps, title);
  if (shown.kind === 'refused') throw new Error(shown.problem);
  return shown;
}

/** The incident after its present text was drafted, and approved when asked. */
function drafted(entries: readonly SampleEntry[], title?: string): Incident {
  const { rendering, sha256 } = preview(sampleIncident(entries), title);
  const at = '2026-09-12T02:00:00.000Z';
  return sampleIncident(entries, {
    public: {
      draft: { text: rendering.whole, sha256, at },
      approved: { sha256, by: 'alex@example.org', at },
      published: null,
    },
  });
}

describe('the public card', () => {
  it('is sent when somebody approved exactly this text, and says who and when', () => {
    expect(checkPublish(drafted([first], 'Analysis fails'), deps)).toMatchObject({
      kind: 'publishable',
      rendering: { title: 'Analysis fails', status: 'investigating' },
      approvedBy: 'alex@example.org',
      approvedAt: '2026-09-12T02:00:00.000Z',
      live: false,
    });
  });

  it('is refused when nobody approved it', () => {
    const incident = sampleIncident([first]);
    expect(checkPublish(incident, deps)).toMatchObject({
      kind: 'refused',
      problem: 'Nobody has approved this text.',
    });
  });

  it('is refused when the record says something else since, were it one letter', () => {
    const { public: state } = drafted([first]);
    const changed = sampleIncident([{ ...first, text: 'Analysis requests fail!' }], {
      public: state,
    });
    const answer = checkPublish(changed, deps);
    expect(answer).toMatchObject({ kind: 'refused' });
    expect(answer.kind === 'refused' && answer.problem).toMatch(
      /^What alex@example\.org approved at .* \([0-9a-f]{12}\) is not what would be published now/,
    );
  });

  it('is refused when the approval is of another draft', () => {
    const incident = drafted([first]);
    const approved = { sha256: 'f'.repeat(64), by: 'sam', at: '2026-09-12T02:00:00.000Z' };
    const answer = checkPublish({ ...incident, public: { ...incident.public, approved } }, deps);
    expect(answer.kind).toBe('refused');
  });

  it('is refused when the draft was given another title after the approval', () => {
    const incident = drafted([first], 'Analysis fails');
    const draft = preview(incident, 'All fails');
    const text = draft.rendering.whole;
    const changed = { ...incident.public, draft: { text, sha256: draft.sha256, at: '' } };
    expect(checkPublish({ ...incident, public: changed }, deps).kind).toBe('refused');
  });

  it('is refused of a private incident, approved or not', () => {
    expect(checkPublish({ ...drafted([first]), private: true }, deps)).toMatchObject({
      problem: 'This incident is private: it has no public card.',
    });
  });

  it('is shown as the difference to what strangers read now', () => {
    const live = preview(sampleIncident([first]));
    const entries: SampleEntry[] = [
      first,
      { kind: 'public', step: 'drafted', sha256: live.sha256, text: live.rendering.whole },
      { kind: 'update', text: 'All is well.', status: 'resolved', visibility: 'public' },
    ];
    const published = { sha256: live.sha256, at: '2026-09-12T02:00:00.000Z' };
    const { diff } = preview(
      sampleIncident(entries, { public: { draft: null, approved: null, published } }),
    );
    expect(diff.filter(({ kind }) => kind === 'removed').map(({ text }) => text)).toEqual([
      'Status: investigating',
    ]);
    expect(diff.filter(({ kind }) => kind === 'added').map(({ text }) => text)).toEqual([
      'Status: resolved',
      'Resolved: 2026-09-12 01:02 UTC',
      '',
      '**2026-09-12 01:02 UTC, resolved**',
      '',
      'All is well.',
    ]);
  });
});

describe('a card handed over with the hash of an approval', () => {
  const { rendering, sha256 } = preview(sampleIncident([first]));

  it('is the approved one when every field of it is', () => {
    expect(isApprovedCard(rendering, sha256, deps.sha256)).toBe(true);
  });

  it.each([
    ['title', { title: 'Other title' }],
    ['text', { text: `${rendering.text} ` }],
    ['status', { status: 'resolved' as const }],
  ])('is not when its %s is another', (_field, change) => {
    expect(isApprovedCard({ ...rendering, ...change }, sha256, deps.sha256)).toBe(false);
  });

  it('is not when nothing was approved', () => {
    expect(isApprovedCard(rendering, undefined, deps.sha256)).toBe(false);
  });
});

describe('an approval', () => {
  const risky = preview(sampleIncident([{ ...first, text: 'Acme sees errors from 10.0.0.1.' }]));

  it('is refused while findings were not typed back, each of them, exactly', () => {
    expect(checkApproval(risky)).toMatchObject({ kind: 'findings' });
    expect(checkApproval(risky, ['acme', '10.0.0.1'])).toMatchObject({
      findings: [{ found: 'Acme' }],
    });
    expect(checkApproval(risky, ['Acme', '10.0.0.1'])).toMatchObject({
      kind: 'approvable',
      sha256: risky.sha256,
    });
  });

  it('needs nothing typed when there is nothing to ask about', () => {
    expect(checkApproval(preview(sampleIncident([first])))).toMatchObject({ kind: 'approvable' });
  });
});

describe('a difference', () => {
  it('always rebuilds both texts', () => {
    // Every pair of short texts over three lines: nothing is lost, nothing is made up.
    const texts = Array.from({ length: 3 ** 4 }, (_, n) =>
      [0, 1, 2, 3].map((place) => 'abc'.charAt(Math.floor(n / 3 ** place) % 3)).join('\n'),
    );
    for (const before of texts) {
      for (const after of texts) {
        const lines = diffLines(before, after);
        const side = (kind: string) =>
          lines
            .filter((line) => line.kind === 'same' || line.kind === kind)
            .map(({ text }) => text);
        expect(side('removed').join('\n')).toBe(before);
        expect(side('added').join('\n')).toBe(after);
        if (before === after) expect(lines.every(({ kind }) => kind === 'same')).toBe(true);
      }
    }
  });
});
