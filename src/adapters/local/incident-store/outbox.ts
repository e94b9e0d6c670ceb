import { join } from 'node:path';
import type { Delivery } from '../../../incidents/deliveries/delivery.js';
import type { IncidentId } from '../../../incidents/entry.js';
import type { Files } from '../files.js';
import { parseDelivery } from './formats.js';
import type { Layout } from './layout.js';

/** The deliveries of the records: one file each, in the folder of how they stand. */
export function createOutbox(files: Files, layout: Layout) {
  const readAll = async (directory: string): Promise<Delivery[]> => {
    const names = (await files.names(directory)).filter((name) => /^[^.].*\.json$/.test(name));
    const read = await Promise.all(
      names.map(async (name) => {
        const path = join(directory, name);
        const text = (await files.read(path))?.toString('utf8');
        return text === undefined ? null : parseDelivery(text, path);
      }),
    );
    return read.filter((delivery) => delivery !== null);
  };
  return {
    queue: (id: IncidentId) => readAll(layout.outbox(id)),
    dead: (id: IncidentId) => readAll(layout.dead(id)),
    /** Whether anything is queued, without reading it. */
    isEmpty: async (id: IncidentId) =>
      !(await files.names(layout.outbox(id))).some((name) => name.endsWith('.json')),
    prepare: async (id: IncidentId) => {
      await files.directory(layout.done(id));
      await files.directory(layout.dead(id));
    },
    save: async (delivery: Delivery) => {
      const name = `${delivery.id}.json`;
      const homes = homesOf(layout, delivery);
      await files.replace(join(homes.to, name), `${JSON.stringify(delivery)}\n`);
      await files.remove(join(homes.from, name));
    },
  };
}

export type Outbox = ReturnType<typeof createOutbox>;

function homesOf(layout: Layout, { inc, state }: Delivery): { to: string; from: string } {
  if (state === 'dead') return { to: layout.dead(inc), from: layout.outbox(inc) };
  if (state === 'done' || state === 'superseded') {
    return { to: layout.done(inc), from: layout.outbox(inc) };
  }
  return { to: layout.outbox(inc), from: layout.dead(inc) };
}
