import process from 'node:process';
import { CatopsError } from '../../src/platform/errors.js';
import { openFailures } from '../infra/open-failures.js';
import { openJobWiring } from '../job-wiring.js';
import { readConfig } from '../read-config.js';
import type { BatchResponse } from './sqs-event.js';
import { type WorkBatchDeps, workBatch } from './work-batch.js';

// Entry of the function that does what waits in SQS: `jobs.handler`. One process does one batch after
// the other, so what it is made of is opened with the first and kept.

let opened: Promise<WorkBatchDeps> | undefined;

/** Does a batch. It throws when it cannot begin: Lambda gives the whole batch again then. */
export async function handler(event: unknown): Promise<BatchResponse> {
  opened ??= open();
  try {
    return await workBatch(await opened, event);
  } catch (error) {
    opened = undefined;
    throw error;
  }
}

async function open(): Promise<WorkBatchDeps> {
  const { log, failures } = openFailures(process.stderr);
  const config = readConfig(process.env);
  // What the servers have here is theirs too: nothing is done on a database or in files of its own.
  const missing = [
    config.databaseUrl === undefined && 'CATOPS_DATABASE_URL',
    process.env['CATOPS_DATA_DIR'] === undefined && 'CATOPS_DATA_DIR',
    // The models that are installed run in a thread of a file beside the servers'.
    config.analysis === 'embedded' && 'CATOPS_ANALYSIS=rekognition or =off',
  ].filter((each) => each !== false);
  const threadFile = new URL('./sqlite-thread.js', import.meta.url);
  if (missing.length > 0) throw needs(missing);
  const { deps, batches } = await openJobWiring(config, { threadFile, log, failures });
  if (!batches) throw needs(['CATOPS_QUEUE=sqs']);
  return { ...deps, ...batches };
}

function needs(names: readonly string[]): CatopsError {
  const message = `The function needs ${names.join(', ')}, as the servers have it.`;
  return new CatopsError('config-invalid', message);
}
