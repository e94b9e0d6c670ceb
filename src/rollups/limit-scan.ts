import { CatopsError } from '../platform/errors.js';
import type { ScanEngine } from './ports.js';
import { bytes, counted } from './report/figures.js';

/** The engine, where one scan reads at most so many bytes of files; more is `scan-limit`. */
export function limitScan(engine: ScanEngine, mostBytes: number | undefined): ScanEngine {
  if (mostBytes === undefined) return engine;
  return {
    name: engine.name,
    scan: async (request, signal) => {
      const size = request.files.reduce((sum, file) => sum + file.size, 0);
      if (size <= mostBytes) return engine.scan(request, signal);
      const files = counted(request.files.length, 'log file');
      throw new CatopsError(
        'scan-limit',
        `${files} hold ${bytes(size)}, and --max-scan is ${bytes(mostBytes)}. Nothing was read.`,
        { hint: 'ask for fewer hours, or allow more' },
      );
    },
  };
}
