import type { OnPerformEvent } from '../../src/environments/perform-change.js';
import type { EnvironmentStatus } from '../../src/environments/ports.js';
import type { Watch } from '../../src/environments/watch.js';
import { lengthText } from '../../src/platform/format-time.js';
import type { Host } from '../../src/platform/host.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Zone } from '../../src/platform/zone.js';
import { asciiText } from '../../src/presentation/ascii-text.js';
import { fit } from '../../src/presentation/cells.js';
import { eventLine } from '../kit/environment-text.js';

/** Shows how a change goes, on standard error: a line an event, and one at the foot of a terminal. */
export interface EnvironmentProgress {
  readonly show: OnPerformEvent;
  /** Takes the foot away. */
  close(): void;
}

const erase = '\r\u001b[2K';

export function openEnvironmentProgress(options: {
  readonly host: Pick<Host, 'stderr' | 'env' | 'clock'>;
  readonly zone: Zone;
  readonly ascii: boolean;
}): EnvironmentProgress {
  const { host, zone, ascii } = options;
  const { stderr, env, clock } = host;
  const live = stderr.isTTY === true && env['TERM'] !== 'dumb' && !env['CI'];
  let foot = '';
  let drawn = false;
  const undraw = () => {
    if (drawn) stderr.write(erase);
    drawn = false;
  };
  const draw = () => {
    if (!live || foot === '') return;
    stderr.write(`${erase}${fit(foot, (stderr.columns ?? 80) - 1)}`);
    drawn = true;
  };
  const line = (text: string) => {
    undraw();
    stderr.write(`${ascii ? asciiText(text) : text}\n`);
    draw();
  };
  return {
    show: (event) => {
      switch (event.kind) {
        case 'event':
          return line(eventLine(event.event, live ? zone : null, clock.now()));
        case 'look': {
          const text = footText(event.status, event.watch, clock.monotonic());
          foot = ascii ? asciiText(text) : text;
          return draw();
        }
        case 'trouble':
          return line(
            event.trouble === null
              ? 'Heard again.'
              : `${printable(event.message)} Looking less often; the update goes on meanwhile.`,
          );
        case 'untold':
          return line(`! ${printable(event.message)}`);
      }
    },
    close: undraw,
  };
}

/** ` updating 3 min 12 s · 2/3 on v2 · yellow/Info   Ctrl-C leaves it running`. */
export function footText(status: EnvironmentStatus, watch: Watch, now: number): string {
  const { state, health, instances, instanceProof } = status;
  const word = watch.phase === 'settling' ? 'settling' : state;
  const wanted = watch.goal.kind === 'version' ? watch.goal.version : status.version;
  const on = instances.filter(({ version }) => version === wanted).length;
  const proof = instanceProof ? [`${on}/${instances.length} on ${wanted ?? '—'}`] : [];
  const parts = [
    `${word} ${lengthText(now - watch.since)}`,
    ...proof,
    `${health.colour}/${health.label}`,
  ];
  return ` ${printable(parts.join(' · '))}   Ctrl-C leaves it running`;
}
