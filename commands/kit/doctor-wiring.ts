import { access, constants, mkdir } from 'node:fs/promises';
import { createRecordsCheckup } from '../../src/doctor/check-records.js';
import type { Checkup } from '../../src/doctor/finding.js';
import { messageOf } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { type IncidentOptions, stateDirOf, wireIncidents } from './incident-wiring.js';

/** What the doctor looks at: the records of this machine, and every vendor that is set up. */
export function wireCheckups(host: Host, options: IncidentOptions): readonly Checkup[] {
  const { store } = wireIncidents(host, options).deps;
  const stateDir = stateDirOf(host, options);
  return [
    createRecordsCheckup({ store, clock: host.clock, writable: () => whyUnwritable(stateDir) }),
  ];
}

/** Null when the directory can be written; it is made when it is not there, as any command would. */
async function whyUnwritable(directory: string): Promise<string | null> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await access(directory, constants.W_OK);
    return null;
  } catch (error) {
    return `${directory}: ${messageOf(error)}`;
  }
}
