import { appendFile, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  eventsFile,
  releasesDirectory,
  type SupervisorEvent,
  supervisorEventSchema,
} from '../../src/contracts/supervisor-control.js';
import { messageOf } from '../../src/platform/errors.js';
import type { Clock } from '../../src/platform/host.js';
import type { FailureLog } from '../ports.js';
import { cutOff } from './cut-off.js';

const mostBytes = 256 * 1024;
const privateFile = { mode: 0o600 } as const;

/** What happened to the environment, for who looks at it later; in a file that does not grow on. */
export class EventJournal {
  readonly #directory: string;
  readonly #deps: { readonly clock: Pick<Clock, 'now'>; readonly failures: FailureLog };
  #written: Promise<void> = Promise.resolve();

  constructor(
    dataDir: string,
    deps: { readonly clock: Pick<Clock, 'now'>; readonly failures: FailureLog },
  ) {
    this.#directory = join(dataDir, releasesDirectory);
    this.#deps = deps;
  }

  /** In the order in which it is told. That it cannot be kept is said, and stops nothing. */
  record(event: Omit<SupervisorEvent, 'v' | 'at'>): void {
    const at = new Date(this.#deps.clock.now()).toISOString();
    const line = `${JSON.stringify({ v: 1, at, ...event } satisfies SupervisorEvent)}\n`;
    this.#write(line);
  }

  /**
   * Tells how an update ended that a supervisor before this one was killed in; `serving` is what
   * this one starts with. Before anything else is told.
   */
  async tellCutOff(serving: string): Promise<void> {
    const file = join(this.#directory, eventsFile);
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text !== '' && !text.endsWith('\n')) this.#write('\n');
    const told = cutOff(text.split('\n').flatMap(eventOf), serving);
    if (told) this.record(told);
  }

  /** Resolves when all that was told is in the file. */
  settled(): Promise<void> {
    return this.#written;
  }

  #write(line: string): void {
    this.#written = this.#written
      .then(() => this.#append(line))
      .catch((error: unknown) => {
        this.#deps.failures.note('event-not-kept', error);
      });
  }

  async #append(line: string): Promise<void> {
    const file = join(this.#directory, eventsFile);
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    await appendFile(file, line, privateFile);
    if ((await stat(file)).size <= mostBytes) return;
    const kept = (await readFile(file, 'utf8')).slice(-mostBytes / 2);
    const fresh = `${file}.fresh`;
    await writeFile(fresh, kept.slice(kept.indexOf('\n') + 1), privateFile);
    await rename(fresh, file);
  }
}

// The last line of a supervisor that was killed may be half a line.
function eventOf(line: string): SupervisorEvent[] {
  try {
    return [supervisorEventSchema.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}

/** The same failures, where the end of a process is an event of the environment, too. */
export function journaledFailures(
  failures: FailureLog,
  journal: Pick<EventJournal, 'record'>,
  version: () => string,
): FailureLog {
  return {
    note(event, error, facts) {
      const message = messageOf(error);
      if (event === 'worker-ended')
        journal.record({ severity: 'warn', message, version: version(), requestId: null });
      return failures.note(event, error, facts);
    },
    get counts() {
      return failures.counts;
    },
  };
}
