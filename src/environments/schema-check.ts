import type { AdminReply } from '../contracts/admin-process.js';
import { CatopsError, messageOf } from '../platform/errors.js';
import type { SchemaVerdict } from './compare-releases.js';

/** Knows whether a release can run on today's database, where that can be known. */
export interface SchemaCheck {
  /** Null where nobody can be asked: then what the commits tell counts. */
  verdict(version: string): Promise<SchemaVerdict | null>;
}

/** Where the database is out of reach of this machine. */
export const noSchemaCheck: SchemaCheck = { verdict: async () => null };

/**
 * Asks a release itself, by its own administration: it knows which migrations it needs, and refuses
 * a database that has lost what it reads. `ask` is a dry run of its migration, which changes nothing,
 * or null for a release that is not there to be asked.
 */
export function askRelease(
  ask: (version: string) => Promise<AdminReply<'db.migrate'> | null>,
): SchemaCheck {
  return {
    async verdict(version) {
      try {
        const reply = await ask(version);
        if (reply === null) return null;
        const { pending } = reply;
        const why =
          pending.length === 0
            ? 'it was asked, and nothing that it needs is missing'
            : `it was asked, and brings ${pending.join(', ')} first`;
        return { kind: 'runs', why };
      } catch (error) {
        const why = messageOf(error).replace(/\.$/, '');
        const refuses = error instanceof CatopsError && error.code === 'format-too-new';
        return { kind: refuses ? 'refuses' : 'unknown', why };
      }
    },
  };
}
