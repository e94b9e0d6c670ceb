import sharp from 'sharp';
import type { Findings, FoundFace, FoundLabel } from '../../../../src/contracts/image-evidence.js';
import { canvas, type Detection, foundObjects, rounded, type View } from './found-objects.js';
import { fetchFile, type Packages, type Tensor, type TextLine } from './model-packages.js';

const grey = '#888';
/** The picture fills the square, or sits in the middle of it: of the two the better score counts. */
const viewSides = [512, 320] as const;
const moderationSide = 224;
const faceSide = 640;
/** As Rekognition does, it tells of nothing that is less certain. */
const leastModeration = 50;
/** Text less certain than this is what photographs "read". */
const leastText = 30;

/** All models of the analysis, and how they look at a picture; one look at a time. */
export async function openLook(packages: Packages) {
  // The only way in which one of the packages loads its models.
  Object.assign(globalThis, { fetch: fetchFile });
  await packages.start();
  const { core } = packages;
  const centernet = await packages.graphModel('centernet');
  const moderation = await packages.moderationModel();
  const human = packages.human();
  await human.load();
  const reader = await packages.textReader();

  const tensorOf = (pixels: Uint8Array, shape: readonly number[]): Tensor =>
    core.tensor(new Float32Array(pixels), shape);
  const resultOf = <T>(input: Tensor, work: (input: Tensor) => Tensor): T => {
    try {
      const output = work(input);
      const value = output.arraySync() as T;
      output.dispose();
      return value;
    } finally {
      input.dispose();
    }
  };

  async function objects(jpeg: Uint8Array, view: View): Promise<readonly Detection[]> {
    const edge = (canvas - view.side) / 2;
    const sides = { top: edge, bottom: edge, left: edge, right: edge };
    const pixels = await sharp(jpeg)
      .resize(view.side, view.side, { fit: 'contain', background: grey })
      .extend({ ...sides, background: grey })
      .removeAlpha()
      .raw()
      .toBuffer();
    const [rows] = resultOf<Detection[][]>(tensorOf(pixels, [1, canvas, canvas, 3]), (input) =>
      centernet.execute(input, ['tower_0/detections']),
    );
    return rows ?? [];
  }

  async function moderationLabels(jpeg: Uint8Array): Promise<Findings['moderationLabels']> {
    const side = moderationSide;
    const pixels = await sharp(jpeg).resize(side, side, { fit: 'fill' }).raw().toBuffer();
    const [[, hentai = 0, , porn = 0] = []] = resultOf<number[][]>(
      core.tensor(
        new Float32Array(pixels).map((value) => value / 255),
        [1, side, side, 3],
      ),
      (input) => moderation.predict(input),
    );
    // Drawing, Hentai, Neutral, Porn, Sexy: of these only the two together mean anything.
    const confidence = rounded(Math.min(1, hentai + porn) * 100);
    if (confidence < leastModeration) return [];
    return [{ Name: 'Explicit', Confidence: confidence, ParentName: '' }];
  }

  async function faces(jpeg: Uint8Array): Promise<FoundFace[]> {
    const { data, info } = await sharp(jpeg)
      .resize(faceSide, faceSide, { fit: 'inside' })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const input = tensorOf(data, [1, info.height, info.width, 3]);
    const { face, error } = await human.detect(input).finally(() => input.dispose());
    if (error) throw new Error('The model of faces failed.');
    return face.map(({ score, boxRaw: [Left, Top, Width, Height] }) => ({
      Confidence: rounded(score * 100),
      BoundingBox: {
        ...{ Width: rounded(Width), Height: rounded(Height) },
        ...{ Left: rounded(Left), Top: rounded(Top) },
      },
    }));
  }

  async function text(jpeg: Uint8Array, { width, height }: View): Promise<Findings['text']> {
    const { data } = await reader.recognize(Buffer.from(jpeg), {}, { blocks: true });
    const lines = (data.blocks ?? []).flatMap(({ paragraphs }) =>
      paragraphs.flatMap((paragraph) => paragraph.lines),
    );
    const share = ({ bbox: { x0, y0, x1, y1 } }: TextLine) => ({
      ...{ Width: rounded((x1 - x0) / width), Height: rounded((y1 - y0) / height) },
      ...{ Left: rounded(x0 / width), Top: rounded(y0 / height) },
    });
    return lines
      .filter(({ confidence }) => confidence >= leastText)
      .toSorted((one, other) => other.confidence - one.confidence)
      .map((line) => ({
        DetectedText: line.text.trim(),
        Confidence: rounded(line.confidence),
        BoundingBox: share(line),
      }));
  }

  return async (jpeg: Uint8Array): Promise<Findings> => {
    const { width, height } = await sharp(jpeg).metadata();
    const seen = [];
    for (const side of viewSides) {
      const view = { side, width, height };
      seen.push({ view, detections: await objects(jpeg, view) });
    }
    const labels: FoundLabel[] = foundObjects(seen);
    return {
      labels,
      moderationLabels: await moderationLabels(jpeg),
      faces: await faces(jpeg),
      text: await text(jpeg, { side: canvas, width, height }),
    };
  };
}
