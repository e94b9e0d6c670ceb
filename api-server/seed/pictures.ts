import { type Analysis, analyse } from './analysis.js';
import { seedCategories } from './categories.js';
import { render } from './drawing/render.js';
import { drawScene, type Scene } from './drawing/scene.js';
import { type PicturePlan, planPictures } from './picture-plan.js';

/** One illustrated cat, with what the API knows about it. */
export interface SeedPicture {
  readonly id: string;
  readonly extension: 'jpg' | 'png';
  readonly width: number;
  readonly height: number;
  readonly breedIds: readonly string[];
  readonly categoryIds: readonly number[];
  /** ISO time, the same in every run. */
  readonly createdAt: string;
  readonly originalFilename: string;
  /** What the drawing shows; worked out when asked for. */
  readonly analysis: Analysis;
  /** The bytes of the file, drawn anew at each call. */
  draw(): Promise<Buffer>;
}

/** The first picture is this old; the others follow, some hours apart. */
const firstDay = Date.UTC(2018, 0, 9, 8, 30);

function timeOf(number: number, delaySeconds: number): string {
  const hours = number * 173 + ((number * 37) % 23);
  return new Date(firstDay + hours * 3_600_000 + delaySeconds * 1000).toISOString();
}

function sceneOf(plan: PicturePlan): Scene {
  const { id, width, height, variant, themes, breed } = plan;
  const spec = { seed: `cat ${id}`, width, height, variant, themes };
  return drawScene(breed ? { ...spec, breedId: breed.id } : spec);
}

function filenameOf({ breed, themes, number, extension }: PicturePlan): string {
  const subject = (breed?.name ?? 'cat').toLowerCase().replaceAll(' ', '-');
  return `${[subject, ...themes, number].join('-')}.${extension}`;
}

function categoriesOf({ themes }: PicturePlan): number[] {
  return seedCategories
    .filter(({ name }) => themes.some((theme) => theme === name))
    .map(({ id }) => id);
}

function analysisOf(plan: PicturePlan, { things }: Scene): Analysis {
  const { id, width, height, breed, number } = plan;
  const analysedAt = timeOf(number, 3 + (number % 9));
  const breedNames = breed ? [breed.name] : [];
  return analyse({ id, width, height, analysedAt, breedNames }, things);
}

function toPicture(plan: PicturePlan): SeedPicture {
  const { id, extension, width, height, breed } = plan;
  let known: Analysis | undefined;
  return {
    id,
    extension,
    width,
    height,
    breedIds: breed ? [breed.id] : [],
    categoryIds: categoriesOf(plan),
    createdAt: timeOf(plan.number, 0),
    originalFilename: filenameOf(plan),
    get analysis() {
      known ??= analysisOf(plan, sceneOf(plan));
      return known;
    },
    async draw() {
      const scene = sceneOf(plan);
      // It costs as much to lay out as to colour in; the analysis, which is small, is kept from it.
      known ??= analysisOf(plan, scene);
      return render(scene.svg, extension);
    },
  };
}

/** All pictures, the breeds' reference pictures first. */
export function seedPictures(): readonly SeedPicture[] {
  return planPictures().map(toPicture);
}
