import { claimWatch, createAlarmBook } from '../../adapters/local/alarms/alarm-book.js';
import { createSampleLog } from '../../adapters/local/alarms/sample-log.js';
import type { Files } from '../../adapters/local/files.js';
import { createIncidentStore } from '../../adapters/local/incident-store/incident-store.js';
import { createRehearsedFiles } from '../../adapters/local/incident-store/rehearsed-files.js';
import type { AlarmDefinition } from '../../contracts/alarm-definition.js';
import type { Configured, IncidentDeps } from '../../incidents/deps.js';
import { foldIncident } from '../../incidents/fold.js';
import type { Incident } from '../../incidents/incident.js';
import { createFakeOnCall, type FakeOnCall } from '../../incidents/testing/fake-on-call.js';
import { createTestIds, testPolicy } from '../../incidents/testing/incident-world.js';
import { createVirtualClock, type VirtualClock, whileBusy } from '../../testing/virtual-clock.js';
import { instancesOf } from '../instances.js';
import type { AlarmBook } from '../local/ports.js';
import { Evaluator, type EvaluatorEvent } from '../local/run-evaluator.js';
import { createTell } from '../local/tell-people.js';
import { workOffOutbox } from '../work-off-outbox.js';
import { createLife, type Life, mortal } from './mortal.js';

/** A machine in memory whose evaluator can be killed and started again. */
export interface AlarmWorld {
  readonly clock: VirtualClock;
  readonly onCall: FakeOnCall;
  readonly book: AlarmBook;
  /** What the API's `/metrics` says; null: nobody answers. */
  metrics: string | null;
  /** Starts the evaluator; a dead one's claims count no more, as the real locks have it. */
  boot(life?: Life): Promise<RunningEvaluator>;
  incidents(): Promise<readonly Incident[]>;
  /** Lets time pass until it is so; throws after ten minutes of it. */
  until(isSo: () => boolean | Promise<boolean>): Promise<void>;
}

export interface RunningEvaluator {
  readonly evaluator: Evaluator;
  readonly events: readonly EvaluatorEvent[];
  readonly life: Life;
}

export interface AlarmWorldOptions {
  readonly definitions: readonly AlarmDefinition[];
  readonly everyMs?: number;
  /** Makes the disk fail. */
  readonly disk?: (files: Files) => Files;
}

const stateDir = '/nowhere/state';
const writes: ReadonlySet<string> = new Set<keyof Files>([
  'directory',
  'claim',
  'replace',
  'announce',
  'append',
  'remove',
  'settle',
]);
/** Nothing is on it, and nothing ever is: what is written stays in memory above it. */
const emptyDisk: Files = {
  directory: async () => undefined,
  claim: async () => true,
  replace: async () => undefined,
  announce: async () => undefined,
  append: async () => undefined,
  read: async () => null,
  names: async () => [],
  remove: async () => undefined,
  settle: async () => undefined,
};
const absent: Configured<never> = {
  kind: 'absent',
  why: 'off',
  reason: 'it is not set up',
  hint: '',
};

export function createAlarmWorld(options: AlarmWorldOptions): AlarmWorld {
  const { definitions, everyMs = 1000, disk = (files) => files } = options;
  const clock = createVirtualClock();
  const memory = disk(createRehearsedFiles(emptyDisk));
  const onCall = createFakeOnCall();
  const bookOn = (files: Files) => createAlarmBook({ stateDir, clock, files });
  const depsOn = (files: Files, life: Life): IncidentDeps => ({
    store: createIncidentStore({ stateDir, clock, files }),
    targets: {
      onCall: {
        kind: 'ready',
        name: onCall.name,
        open: async () => mortal(onCall, life),
      },
      ...{ chat: absent, board: absent, publicBoard: absent },
    },
    changes: [],
    clock,
    ids: createTestIds(),
    policy: { ...testPolicy, actor: { id: 'catops', role: null, kind: 'tool' } },
  });
  const filesOf = (life: Life) =>
    mortal(whileBusy(clock, memory), life, (name) => writes.has(name));
  const world: AlarmWorld = {
    clock,
    onCall,
    book: bookOn(whileBusy(clock, memory)),
    metrics: '',
    boot: async (life = createLife()) => {
      await clearClaims(memory);
      const files = filesOf(life);
      const incidents = depsOn(files, life);
      const events: EvaluatorEvent[] = [];
      const evaluator = new Evaluator(
        {
          clock,
          book: bookOn(files),
          samples: createSampleLog({ directory: '/nowhere/metrics', files }),
          readMetrics: async () => {
            if (world.metrics === null) throw new Error('ECONNREFUSED');
            return world.metrics;
          },
          tell: createTell({ incidents, runbookOf: async () => undefined }),
          warn: async () => undefined,
          workOffOutbox: (signal) => workOffOutbox(incidents, () => undefined, signal),
          claim: () => claimWatch({ stateDir, clock, files }),
        },
        {
          instances: instancesOf(definitions, []),
          everyMs,
          earlySpanMs: 0,
          onEvent: (event) => {
            if (!life.isDead) events.push(event);
          },
        },
      );
      evaluator.start();
      return { evaluator, events, life };
    },
    incidents: async () => {
      const { store } = depsOn(whileBusy(clock, memory), createLife());
      const found: Incident[] = [];
      for await (const id of store.ids()) {
        // One that was cut off before its entries were written is none.
        const record = await store.read(id).catch(() => null);
        if (record) found.push(foldIncident(record.entries));
      }
      return found;
    },
    until: async (isSo) => {
      for (let waited = 0; waited < 6000; waited += 1) {
        if (await isSo()) return;
        await clock.sleep(100);
      }
      throw new Error('it did not come to it within ten minutes');
    },
  };
  return world;
}

/** Claims of a process that has ended are no hindrance; here they all bear this process's name. */
async function clearClaims(files: Files): Promise<void> {
  const incidents = `${stateDir}/incidents`;
  const keys = await files.names(`${incidents}/.keys`);
  const ids = await files.names(incidents);
  const directories = [
    `${stateDir}/alarms/.evaluating`,
    `${stateDir}/alarms/.writing`,
    ...keys.map((key) => `${incidents}/.keys/${key}`),
    ...ids.flatMap((id) => [`${incidents}/${id}/.lock`, `${incidents}/${id}/.sending-on-call`]),
  ];
  for (const directory of directories) {
    for (const name of await files.names(directory)) await files.remove(`${directory}/${name}`);
  }
}
