import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFiles, type Files } from '../../adapters/local/files.js';
import { createIncidentStore } from '../../adapters/local/incident-store/incident-store.js';
import { createVirtualClock, type VirtualClock, whileBusy } from '../../testing/virtual-clock.js';
import {
  defaultForegroundMs,
  defaultPage,
  defaultUpdateEveryMinutes,
  defaultWaits,
  type IncidentDeps,
  type IncidentPolicy,
} from '../deps.js';
import { openIncident } from '../open-incident.js';
import type { IncidentEvent } from '../outcome.js';
import type { ChangeSource, Ids } from '../ports.js';
import type { OpenInput } from '../use-cases.js';
import { createFakeChat, type FakeChat } from './fake-chat.js';
import { createFakeOnCall, type FakeOnCall } from './fake-on-call.js';
import {
  createFakePublicBoard,
  createFakeTracker,
  type FakePublicBoard,
  type FakeTracker,
} from './fake-tracker.js';

/** A whole world for a use-case: fake vendors, a real record in a temporary directory, moving time. */
export interface IncidentWorld {
  readonly deps: IncidentDeps;
  readonly onCall: FakeOnCall;
  readonly chat: FakeChat;
  readonly board: FakeTracker;
  readonly publicBoard: FakePublicBoard;
  readonly clock: VirtualClock;
  readonly stateDir: string;
  readonly events: IncidentEvent[];
  readonly onEvent: (event: IncidentEvent) => void;
  readonly signal: AbortSignal;
  open(input?: Partial<OpenInput>): ReturnType<typeof openIncident>;
  remove(): Promise<void>;
}

export interface WorldOptions {
  readonly policy?: Partial<IncidentPolicy>;
  readonly targets?: Partial<IncidentDeps['targets']>;
  readonly changes?: readonly ChangeSource[];
  /** Makes the disk of the record fail; the vendors know nothing of it. */
  readonly files?: (real: Files) => Files;
  /** How long every call of a vendor takes, milliseconds; by default no time. */
  readonly callMs?: Readonly<Partial<Record<'onCall' | 'chat' | 'board', number>>>;
}

export async function createIncidentWorld(options: WorldOptions = {}): Promise<IncidentWorld> {
  const stateDir = await mkdtemp(join(tmpdir(), 'catops-incident-'));
  const clock = createVirtualClock();
  const taking = (ms = 0) => (ms === 0 ? undefined : () => clock.sleep(ms));
  const { callMs = {} } = options;
  const onCall = createFakeOnCall(taking(callMs.onCall));
  const chat = createFakeChat(taking(callMs.chat));
  const board = createFakeTracker(taking(callMs.board));
  const publicBoard = createFakePublicBoard();
  const disk = options.files ? options.files(createFiles()) : createFiles();
  const store = createIncidentStore({ stateDir, clock, files: whileBusy(clock, disk) });
  const ready = <T extends { name: string }>(port: T) => ({
    kind: 'ready' as const,
    name: port.name,
    open: async () => port,
  });
  const deps: IncidentDeps = {
    store,
    targets: {
      onCall: ready(onCall),
      chat: ready(chat),
      board: ready(board),
      publicBoard: ready(publicBoard),
      ...options.targets,
    },
    changes: options.changes ?? [],
    clock,
    ids: createTestIds(),
    policy: { ...testPolicy, ...options.policy },
  };
  const events: IncidentEvent[] = [];
  const onEvent = (event: IncidentEvent) => void events.push(event);
  const { signal } = new AbortController();
  return {
    deps,
    onCall,
    chat,
    board,
    publicBoard,
    clock,
    stateDir,
    events,
    onEvent,
    signal,
    open: (input = {}) => openIncident(deps, { ...anIncident, ...input }, onEvent, signal),
    remove: () => rm(stateDir, { recursive: true, force: true }),
  };
}

/** The same vendors and the same clock, and a machine of its own. */
export async function createOtherMachine(world: IncidentWorld): Promise<IncidentWorld> {
  const stateDir = await mkdtemp(join(tmpdir(), 'catops-incident-'));
  const files = whileBusy(world.clock, createFiles());
  const store = createIncidentStore({ stateDir, clock: world.clock, files });
  const ids: Ids = { ...createTestIds(), random: (bytes) => 'cd'.repeat(bytes) };
  const deps: IncidentDeps = { ...world.deps, store, ids };
  return {
    ...world,
    deps,
    stateDir,
    open: (input = {}) =>
      openIncident(deps, { ...anIncident, ...input }, world.onEvent, world.signal),
    remove: () => rm(stateDir, { recursive: true, force: true }),
  };
}

const anIncident = { title: '5xx on analysis', severity: 'sev2' } as const;

export const testPolicy: IncidentPolicy = {
  service: 'cats',
  actor: { id: 'ann@example.com', role: 'lead', kind: 'person' },
  tz: 'Europe/Berlin',
  practice: false,
  page: defaultPage,
  updateEveryMinutes: defaultUpdateEveryMinutes,
  foregroundMs: defaultForegroundMs,
  ...defaultWaits,
  secrets: ['hunter2hunter2'],
};

/** Ids in order, always the same. */
export function createTestIds(): Ids {
  let count = 0;
  return {
    sortable: () => {
      count += 1;
      return String(count).padStart(26, '0');
    },
    random: (bytes) => 'ab'.repeat(bytes),
    fraction: () => 0.5,
    sha256: (content) => createHash('sha256').update(content).digest('hex'),
  };
}
