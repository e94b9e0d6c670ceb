import { BaseSequencer, type TestSpecification } from 'vitest/node';

// The slowest of each project, as CI last reported them. One that begins last is waited for by all
// that have nothing left to do; a small file may take long, so their sizes do not tell.
const slowest = [
  'src/adapters/trello/tracker.int.test.ts',
  'src/adapters/slack/chat.int.test.ts',
  'src/rollups/roll-up.int.test.ts',
  'src/adapters/api-process/api-process.int.test.ts',
  'src/rollups/read-report.int.test.ts',
  'src/incidents/disk-failure.int.test.ts',
  'src/rollups/roll-up-processes.int.test.ts',
  'commands/incident.e2e.test.ts',
  'api-server/supervisor.e2e.test.ts',
  'api-server/rolling-restart.e2e.test.ts',
  'src/incidents/kill-proof.e2e.test.ts',
  'src/adapters/supervisor/local-environments.e2e.test.ts',
  'api-server/bulkheads.e2e.test.ts',
  'api-server/kill-proof.e2e.test.ts',
  'commands/rollup-cloud.e2e.test.ts',
  'api-server/database-silent.e2e.test.ts',
  'api-server/database-lost.e2e.test.ts',
  'api-server/event-log.e2e.test.ts',
  'api-server/admin.e2e.test.ts',
  'api-server/uploads.e2e.test.ts',
  'api-server/bad-input.e2e.test.ts',
  'commands/rollup.e2e.test.ts',
  'src/loadtest/run-loadtest.int.test.ts',
];

/** Begins with the slowest files; the order of the others is that of vitest. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => rankOf(one) - rankOf(other));
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = slowest.findIndex((file) => moduleId.endsWith(`/${file}`));
  return rank < 0 ? slowest.length : rank;
}
