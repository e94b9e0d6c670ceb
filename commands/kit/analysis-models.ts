/** A model that `catops analysis install` fetches, inside a package, and uses. */
export interface AnalysisModel {
  /** What it is used for. */
  readonly finds: string;
  readonly name: string;
  /** The package it comes in. */
  readonly packageName: string;
  /** As its makers state it; null where none was found. */
  readonly licence: string | null;
  /** Where they state it, or where it was looked for. */
  readonly source: string;
}

/** Looked up on 29 November 2026. The other models in these packages are fetched with them and never loaded. */
export const analysisModels: readonly AnalysisModel[] = [
  {
    ...{ finds: 'a cat and other things', name: 'MobileNetV3 CenterNet' },
    ...{ packageName: '@vladmandic/human', licence: null },
    source: 'https://github.com/610265158/mobilenetv3_centernet',
  },
  {
    ...{ finds: 'human faces', name: 'MediaPipe BlazeFace' },
    ...{ packageName: '@vladmandic/human', licence: 'Apache-2.0' },
    source: 'https://github.com/google/mediapipe',
  },
  {
    ...{ finds: 'what is explicit', name: 'NSFWJS MobileNetV2' },
    ...{ packageName: 'nsfwjs', licence: 'MIT' },
    source: 'https://github.com/GantMan/nsfw_model/blob/master/LICENSE.md',
  },
  {
    ...{ finds: 'text', name: 'Tesseract tessdata_best, English' },
    ...{ packageName: '@tesseract.js-data/eng', licence: 'Apache-2.0' },
    source: 'https://github.com/tesseract-ocr/tessdata_best',
  },
];

/** One line each: what it finds, its name and its licence. */
export function modelLines(): readonly string[] {
  return analysisModels.map(({ finds, name, licence, packageName }) => {
    const terms = licence ?? `none found at its makers’; ${packageName} is MIT`;
    return `  ${finds}: ${name} (${terms})`;
  });
}
