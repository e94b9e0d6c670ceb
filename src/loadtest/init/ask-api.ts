import { CatopsError } from '../../platform/errors.js';
import type { TargetReader } from '../ports.js';
import type { AskApi } from './draft.js';

const mostSilences = 3;

/**
 * Asks the API one question after the other. One that is not answered is null; after three in a row
 * the API is taken to be down, which is `target-unreachable`.
 */
export function createAskApi(
  target: TargetReader,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): AskApi {
  let silences = 0;
  return async (path) => {
    try {
      const reply = await target.get(path, { headers, signal });
      silences = 0;
      return reply;
    } catch (error) {
      signal.throwIfAborted();
      silences++;
      if (!(error instanceof CatopsError) || silences >= mostSilences) throw error;
      return null;
    }
  };
}
