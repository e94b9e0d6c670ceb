import type { ChangeSource } from '../incidents/ports.js';
import { messageOf } from '../platform/errors.js';
import type { ChangeRecord, ChangeRecords } from './change-record.js';

const most = 20;

/** Changes of environments that were begun from this machine, for the start of an impact. */
export function createDeploySource(records: ChangeRecords): ChangeSource {
  return {
    kind: 'deploys',
    changes: async ({ from, to }) => {
      try {
        const all = await records.all();
        if (all.length === 0)
          return { kind: 'absent', reason: 'No deployment was begun from this machine.' };
        const items = all
          .filter(({ at }) => at >= from && at <= to)
          .sort((a, b) => b.at.localeCompare(a.at))
          .slice(0, most)
          .map((record) => ({
            at: record.at,
            ref: refOf(record),
            summary: textOf(record),
            url: null,
          }));
        return { kind: 'found', items };
      } catch (error) {
        return { kind: 'absent', reason: messageOf(error) };
      }
    },
  };
}

function refOf({ to, environment }: ChangeRecord): string {
  return to ?? environment;
}

function textOf({ summary, ended }: ChangeRecord): string {
  return ended === null || ended === 'done' ? summary : `${summary}: ${ended}`;
}
