import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createIds } from '../adapters/local/ids.js';
import { createIncidentStore } from '../adapters/local/incident-store/incident-store.js';
import { systemClock } from '../platform/node-host.js';
import { openIncident } from './open-incident.js';
import { createFakeChat } from './testing/fake-chat.js';
import { createFakeOnCall } from './testing/fake-on-call.js';
import { createFakeTracker } from './testing/fake-tracker.js';
import { testPolicy } from './testing/incident-world.js';

const callMs = 30;

describe('opening with three slow targets', () => {
  it('makes no call that waits longer than the chain room, headline, pin, links', async () => {
    const stateDir = await mkdtemp(join(tmpdir(), 'catops-path-'));
    const slow = () => sleep(callMs);
    const [onCall, chat, board] = [
      createFakeOnCall(slow),
      createFakeChat(slow),
      createFakeTracker(slow),
    ];
    const ready = <T extends { name: string }>(port: T) =>
      ({ kind: 'ready', name: port.name, open: async () => port }) as const;
    const off = { kind: 'absent', why: 'off', reason: 'off', hint: 'off' } as const;
    const store = createIncidentStore({ stateDir, clock: systemClock });
    const targets = {
      onCall: ready(onCall),
      chat: ready(chat),
      board: ready(board),
      publicBoard: off,
    };
    const deps = {
      store,
      targets,
      changes: [],
      clock: systemClock,
      ids: createIds(),
      policy: testPolicy,
    };
    const input = { title: '5xx', severity: 'sev1' } as const;
    const outcome = await openIncident(deps, input, () => undefined, new AbortController().signal);
    await rm(stateDir, { recursive: true, force: true });
    expect(outcome.exit).toBe('ok');
    const chain = ['openRoom', 'postHeadline', 'pin', 'editHeadline'];
    expect(chat.calls).toEqual(chain);
  });
});
