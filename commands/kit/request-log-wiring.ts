import { join } from 'node:path';
import { RequestLog } from '../../src/adapters/local/request-log.js';
import { messageOf } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { Repeating } from '../../src/platform/repeating.js';
import { printable } from '../../src/platform/terminal-text.js';
import { utc, zoneOf } from '../../src/platform/zone.js';
import { logLine } from '../views/log-line.js';
import { requestLines } from '../views/request-lines.js';
import { type IncidentOptions, zoneNameOf } from './incident-wiring.js';
import { wantsColour } from './terminal.js';

/** Makes JSON lines of the API's log readable, in the operator's zone. */
export function readableLog(
  host: Host,
  { settings }: Pick<IncidentOptions, 'settings'>,
): (line: string) => string {
  const look = lookOf(host, settings);
  return (line) => logLine(line, look);
}

function lookOf(host: Host, settings: IncidentOptions['settings']) {
  const zone = zoneOf(zoneNameOf(settings)) ?? utc;
  return { zone, colour: wantsColour(host, host.stderr) };
}

/** API processes write twice a second. */
const everyMs = 500;

/** Writes to standard error what the access log below the data directory tells, from now on. */
export async function showRequests(
  host: Host,
  { settings, dataDir }: Pick<IncidentOptions, 'settings'> & { readonly dataDir: string },
  which: 'all' | 'failed',
): Promise<{ stop(): Promise<void> }> {
  const look = { ...lookOf(host, settings), which };
  const log = new RequestLog(join(dataDir, 'access-log'), host.clock);
  let failure: string | null = null;
  const show = async () => {
    try {
      for (const line of requestLines(await log.look(), look)) host.stderr.write(`${line}\n`);
      failure = null;
    } catch (error) {
      const message = printable(`Requests cannot be shown: ${messageOf(error)}`);
      if (message !== failure) host.stderr.write(`${message}\n`);
      failure = message;
    }
  };
  await show();
  const following = new Repeating(host.clock, everyMs, show);
  following.start();
  return {
    stop: async () => {
      await following.stop();
      await show();
    },
  };
}
