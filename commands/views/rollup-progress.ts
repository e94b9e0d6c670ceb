import type { Host } from '../../src/platform/host.js';
import type { RollUpProgress } from '../../src/rollups/roll-up.js';

/** Shows how a roll-up goes: a line on standard error that is written anew, nothing elsewhere. */
export interface RollupProgress {
  show(progress: RollUpProgress): void;
  /** Takes the line away, for other lines to follow. */
  clear(): void;
  /** Leaves the terminal as it was; safe to repeat. */
  close(): void;
}

export function openRollupProgress(options: {
  readonly host: Pick<Host, 'stderr' | 'env'>;
  readonly json: boolean;
}): RollupProgress {
  const { host, json } = options;
  const { env, stderr } = host;
  const live = !json && stderr.isTTY === true && env['TERM'] !== 'dumb' && !env['CI'];
  if (!live) return { show: () => {}, clear: () => {}, close: () => {} };
  let shown = false;
  const clear = () => {
    if (shown) stderr.write('\r\u001b[K');
    shown = false;
  };
  return {
    show: (progress) => {
      const text = progressText(progress).slice(0, Math.max(10, (stderr.columns ?? 80) - 1));
      stderr.write(`\r\u001b[K${text}`);
      shown = true;
    },
    clear,
    close: clear,
  };
}

const steps: Readonly<Record<RollUpProgress['step'], string>> = {
  looking: 'looking for changes',
  'scanning-hours': 'reading',
  'scanning-day': 'counting accounts and images',
  writing: 'writing',
  done: 'done',
};

/** `3/15 2018-11-03: reading 24 hours …` */
export function progressText({ dt, day, of, step, hours }: RollUpProgress): string {
  const which = of === 1 ? '' : `${day}/${of} `;
  const what =
    step === 'scanning-hours' ? ` ${hours.length} hour${hours.length === 1 ? '' : 's'}` : '';
  return `${which}${dt}: ${steps[step]}${what} …`;
}
