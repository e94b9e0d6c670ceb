import { describe, expect, it } from 'vitest';
import type { Incident } from '../incident.js';
import { entryKinds, oneOfEach, sampleIncident } from '../report/testing/sample-incident.js';
import { renderPublic } from './render-public.js';
import { toPublic } from './to-public.js';

const canary = 'CANARY';

/** Words of the product itself and times: they say nothing of what happened inside. */
const harmless =
  /^(?:\d{4}-\d{2}-\d{2}T[\d:.]+Z|sev[1-4]|cli|catops|minute|lead|person|internal|public|real|investigating|identified|monitoring|resolved|update|milestone|impact-started|a1b2c3d4e5f6|FOR-THE-PUBLIC.*)$/;

/** The same thing with every text in it replaced, however deep, by a canary of its own. */
function withCanaries<T>(value: T, planted: string[], key = ''): T {
  if (typeof value === 'string') {
    // The discriminants stay, or nothing would be an update any more.
    if (key === 'kind' || harmless.test(value)) return value;
    planted.push(`${canary}-${planted.length}`);
    return planted.at(-1) as T;
  }
  if (Array.isArray(value)) return value.map((item) => withCanaries(item, planted)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, withCanaries(item, planted, name)]),
  ) as T;
}

function everything(): Incident {
  const bodies = entryKinds.map((kind) => oneOfEach[kind]);
  return sampleIncident(
    [
      ...bodies,
      // Of the other kinds none is public, even when somebody marks it so.
      ...bodies
        .filter(({ kind }) => kind !== 'update')
        .map((body) => ({ ...body, visibility: 'public' as const })),
      { kind: 'update', text: 'FOR-THE-PUBLIC one', status: 'investigating', visibility: 'public' },
      { kind: 'update', text: 'FOR-THE-PUBLIC two', status: 'resolved', visibility: 'public' },
    ],
    {
      summary: 'Summary of the incident',
      roles: { lead: 'Person in the lead', comms: 'Person of the comms' },
      reached: oneOfEach.reached.people,
      links: [oneOfEach.link],
      candidates: [oneOfEach.candidates],
      actions: [{ ...oneOfEach.action, id: 'A1' }],
      runbook: 'runbook',
      checklist: ['step'],
      key: 'key',
      severityHistory: [
        {
          from: null,
          to: 'sev2',
          at: '2026-09-12T01:00:00.000Z',
          by: 'somebody',
          reason: 'a reason',
        },
      ],
      stateHistory: [
        { to: 'resolved', at: '2026-09-12T01:00:00.000Z', by: 'somebody', reason: 'a reason' },
      ],
    },
  );
}

describe('what strangers are shown', () => {
  it('holds nothing that was written for ourselves, whatever field it stands in', () => {
    const planted: string[] = [];
    const incident = withCanaries(everything(), planted);
    expect(planted.length).toBeGreaterThan(150);
    const shown = toPublic(incident);
    if (!shown) throw new Error('nothing to publish');
    const sent = JSON.stringify([shown, renderPublic(shown)]);
    expect(sent).not.toContain(canary);
    expect(sent).toContain('FOR-THE-PUBLIC one');
    expect(sent).toContain('FOR-THE-PUBLIC two');
  });

  it('finds a canary that is let through: the search can fail', () => {
    const incident = withCanaries(everything(), []);
    const shown = toPublic(incident, incident.title);
    expect(JSON.stringify(shown)).toContain(canary);
  });

  it('has no fields but those of the public type', () => {
    expect(Object.keys(toPublic(everything()) ?? {}).sort()).toEqual([
      'ref',
      'resolvedAt',
      'startedAt',
      'status',
      'title',
      'updates',
    ]);
  });

  it('is nothing while no update is marked for publication, and nothing at all of a private incident', () => {
    const update = { kind: 'update', text: 'inside', status: 'identified' } as const;
    expect(toPublic(sampleIncident([update]))).toBeNull();
    const open = { ...update, visibility: 'public' } as const;
    expect(toPublic(sampleIncident([open]))).not.toBeNull();
    expect(toPublic(sampleIncident([open], { private: true }))).toBeNull();
  });

  it('says the status that was announced, not the one we are in', () => {
    const incident = sampleIncident(
      [{ kind: 'update', text: 'We are looking.', status: 'investigating', visibility: 'public' }],
      { state: 'resolved' },
    );
    expect(toPublic(incident)).toMatchObject({ status: 'investigating', resolvedAt: null });
  });

  it('says since when it is resolved, counted from the last time it was not', () => {
    const said = (status: 'resolved' | 'monitoring', at: string) =>
      ({ kind: 'update', text: status, status, at, visibility: 'public' }) as const;
    const incident = sampleIncident([
      said('resolved', '2026-09-12T02:00:00.000Z'),
      said('monitoring', '2026-09-12T03:00:00.000Z'),
      said('resolved', '2026-09-12T04:00:00.000Z'),
      said('resolved', '2026-09-12T05:00:00.000Z'),
    ]);
    expect(toPublic(incident)?.resolvedAt).toBe('2026-09-12T04:00:00.000Z');
  });

  it('shows a correction as one, without the words it replaces', () => {
    const incident = sampleIncident([
      { kind: 'update', text: 'All rotues fail.', status: 'identified', visibility: 'public' },
      {
        kind: 'update',
        text: 'All routes fail.',
        status: 'identified',
        visibility: 'public',
        supersedes: 'E0001',
      },
    ]);
    const shown = toPublic(incident);
    if (!shown) throw new Error('nothing to publish');
    const { text } = renderPublic(shown);
    expect(text).toContain('identified (corrected)**\n\nAll routes fail.');
    expect(text).not.toContain('rotues');
  });

  it('carries no control characters and no hidden comment', () => {
    const incident = sampleIncident([
      {
        kind: 'update',
        text: 'Red \u001b[31malert\u0007\n<!-- for us -->done',
        status: 'identified',
        visibility: 'public',
      },
    ]);
    expect(toPublic(incident)?.updates[0]?.text).toBe('Red alert\n for us done');
  });
});
