import type { LoadtestEvent } from '../../src/loadtest/events.js';
import type { Host } from '../../src/platform/host.js';
import { wantsAscii, wantsColour, wantsLiveView } from '../kit/terminal.js';
import { plainLines } from './loadtest-plain.js';

/** Shows how a load test goes, on standard error. */
export interface LoadtestProgress {
  show(event: LoadtestEvent): void;
  /** A step before the load, such as drawing the pictures. */
  note(text: string): void;
  /** Leaves the terminal as it was; safe to repeat. */
  close(): void;
}

/** A view that redraws itself for a person at a terminal; one line a phase elsewhere. */
export async function openProgress(options: {
  host: Host;
  json: boolean;
}): Promise<LoadtestProgress> {
  const { host, json } = options;
  if (!json && wantsLiveView(host)) {
    const { openLiveView } = await import('./loadtest-view.js');
    const look = { colour: wantsColour(host, host.stderr), ascii: wantsAscii(host) };
    return openLiveView(host.stderr, look);
  }
  const write = (line: string) => {
    host.stderr.write(`${line}\n`);
  };
  return { show: plainLines(write), note: write, close: () => {} };
}
