import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  eventsFile,
  releasesDirectory,
  supervisorEventSchema,
} from '../../contracts/supervisor-control.js';
import type { EnvironmentEvent } from '../../environments/ports.js';
import { CatopsError, messageOf, systemErrorCode } from '../../platform/errors.js';
import { printable } from '../../platform/terminal-text.js';

/** What happened to the environment of a data directory, oldest first. */
export async function readEvents(dataDir: string): Promise<EnvironmentEvent[]> {
  const file = join(dataDir, releasesDirectory, eventsFile);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw new CatopsError('local-store-unwritable', `${file}: ${messageOf(error)}`);
  }
  // The last line of a supervisor that was killed may be half a line.
  return text.split('\n').flatMap((line): EnvironmentEvent[] => {
    const event = supervisorEventSchema.safeParse(parsed(line)).data;
    if (!event) return [];
    const { at, severity, message, version, requestId } = event;
    return [{ at, severity, message: printable(message), version, requestId }];
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
