import { CatopsError } from '../../platform/errors.js';
import type { AlarmBook } from './ports.js';
import type { AlarmRecord } from './record.js';

/** A book that goes on in memory while its disk is full or read-only. */
export interface PatientBook extends Pick<AlarmBook, 'read' | 'change' | 'keep'> {
  /** Why it cannot be written just now; null while it can. */
  readonly trouble: string | null;
}

/**
 * A full disk must never stop a human being woken: what cannot be written is remembered by this
 * process, and written with the next change that can be.
 */
export function createPatientBook(book: AlarmBook): PatientBook {
  let remembered: AlarmRecord | null = null;
  let trouble: string | null = null;
  return {
    get trouble() {
      return trouble;
    },
    read: async () => remembered ?? book.read(),
    change: async (build) => {
      let built: AlarmRecord | null = null;
      try {
        const after = await book.change((stored) => {
          built = build(remembered ?? stored);
          return built;
        });
        remembered = null;
        trouble = null;
        return after;
      } catch (error) {
        if (!isUnwritable(error)) throw error;
        trouble = error.message;
        // It may have failed before anything was read.
        remembered = built ?? build(remembered ?? (await book.read()));
        return remembered;
      }
    },
    keep: async (changes) => {
      try {
        await book.keep(changes);
      } catch (error) {
        if (!isUnwritable(error)) throw error;
        trouble = error.message;
      }
    },
  };
}

function isUnwritable(error: unknown): error is CatopsError {
  return error instanceof CatopsError && error.code === 'local-store-unwritable';
}
