import type { Clock } from '../../../src/platform/host.js';
import type { ApiConfig } from '../../config.js';
import type { Analyser } from '../../features/analysis/index.js';
import { createEmbeddedAnalyser } from './embedded/embedded-analyser.js';
import { installedIn } from './embedded/installed.js';
import { createRekognitionAnalyser } from './rekognition/rekognition-analyser.js';

/** Where the parts of the analysis are. */
interface AnalyserPlaces {
  /** Of the installed models. */
  readonly directory: string;
  /** SHA-256 of the lock file that says which packages those are. */
  readonly packages: string;
  /** The built `vision-thread.js`. */
  readonly threadFile: URL;
  readonly clock: Pick<Clock, 'sleep'>;
}

/**
 * Who looks at pictures, by the settings. Embedded models are looked for each time: they may be
 * installed while this process runs.
 */
export function openAnalyser({ analysis }: Pick<ApiConfig, 'analysis'>, places: AnalyserPlaces) {
  const embedded = createEmbeddedAnalyser(places);
  const rekognition = createRekognitionAnalyser();
  return {
    async find(): Promise<Analyser | undefined> {
      if (analysis === 'off') return undefined;
      if (analysis === 'rekognition') return rekognition;
      const installed = await installedIn(places.directory, places.packages);
      return installed === 'yes' ? embedded.analyser : undefined;
    },
    close: () => embedded.close(),
  };
}
