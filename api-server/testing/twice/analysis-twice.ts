import { createImageAnalysis } from '../../jobs/analyse-image.js';
import { imageId, uploaded } from '../analysed-upload.js';
import type { TwiceWorld } from './twice-world.js';

/** An upload that an analyser looks at which decides; it would find something else the next time. */
export async function analysisTwice(): Promise<TwiceWorld<'image.analyse'>> {
  const { deps, look, close } = await uploaded();
  const analyser = await deps.analyser();
  let looks = 0;
  const fickle = {
    ...analyser,
    look: async () => {
      looks += 1;
      const found = await analyser.look();
      return looks === 1 ? found : { ...found, labels: [] };
    },
  };
  return {
    handler: createImageAnalysis({ ...deps, analyser: async () => fickle }),
    payload: { imageId },
    effect: look,
    close,
  };
}
