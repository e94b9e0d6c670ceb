import { describe, expect, it } from 'vitest';
import { apiSettings } from '../config.js';
import { seedBreeds, seedCategories, seedPictures } from './index.js';

const pictures = seedPictures();

/** What must be seen in a picture of each category; one of the names is enough. */
const shows: Readonly<Record<string, readonly string[]>> = {
  boxes: ['Box'],
  clothes: ['Sweater', 'Scarf', 'Bandana'],
  hats: ['Hat'],
  sinks: ['Sink'],
  space: ['Space Suit', 'Spaceship'],
  sunglasses: ['Sunglasses'],
  ties: ['Tie'],
};

describe('the pictures of a new installation', () => {
  it('are at least 340 and all of them where nothing else is set, each with an id of its own', () => {
    expect(pictures.length).toBeGreaterThanOrEqual(340);
    expect(pictures.length).toBe(apiSettings.seedPictures.fallback);
    expect(new Set(pictures.map(({ id }) => id)).size).toBe(pictures.length);
    // The Kurilian's reference picture has had ten characters since long before ours.
    const usual = pictures.filter(({ id }) => id !== 'NZpO4pU56M');
    for (const { id } of usual) expect(id).toMatch(/^[A-Za-z0-9_-]{9}$/);
  });

  it('have some ids a careless program would take for a flag', () => {
    expect(pictures.filter(({ id }) => id.startsWith('-')).length).toBeGreaterThanOrEqual(3);
  });

  it('are the same in every run', () => {
    const again = seedPictures();
    expect(again.map(({ id }) => id)).toEqual(pictures.map(({ id }) => id));
    expect(again[100]?.analysis).toEqual(pictures[100]?.analysis);
  });

  it('include every reference picture, in the size its breed states', () => {
    for (const { id, reference_image_id, image } of seedBreeds()) {
      if (!reference_image_id) continue;
      const picture = pictures.find((one) => one.id === reference_image_id);
      expect(picture?.breedIds).toEqual([id]);
      if (!image) continue;
      expect([picture?.width, picture?.height]).toEqual([image.width, image.height]);
      expect(image.url.endsWith(`.${picture?.extension}`)).toBe(true);
    }
  });

  it('show every breed four times', () => {
    for (const { id } of seedBreeds()) {
      expect(pictures.filter(({ breedIds }) => breedIds.includes(id))).toHaveLength(4);
    }
  });

  it.each(seedCategories)('show $name often, with and without a breed', ({ id }) => {
    const own = pictures.filter(({ categoryIds }) => categoryIds.includes(id));
    const strangers = own.filter(({ breedIds }) => breedIds.length === 0);
    expect(own.length).toBeGreaterThanOrEqual(12);
    expect(strangers.length).toBeGreaterThanOrEqual(6);
    expect(own.length - strangers.length).toBeGreaterThanOrEqual(3);
  });

  it('are mostly JPEG, about a quarter PNG', () => {
    const share = pictures.filter(({ extension }) => extension === 'png').length / pictures.length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.35);
  });

  it('are dated in whole seconds and named like files', () => {
    for (const { createdAt, originalFilename, extension } of pictures) {
      expect(createdAt).toMatch(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
      expect(originalFilename).toMatch(new RegExp(`^[a-z0-9-]+\\.${extension}$`));
    }
  });
});

describe('the analyses', () => {
  it('say whose they are and when they were made', () => {
    for (const { analysis, id, createdAt } of pictures) {
      expect(analysis.image_id).toBe(id);
      expect(analysis.vendor).toBe('catops drawing');
      expect(analysis.moderation_labels).toEqual([]);
      expect(analysis.created_at > createdAt).toBe(true);
    }
  });

  it('list labels by falling confidence, each once', () => {
    for (const { analysis } of pictures) {
      const levels = analysis.labels.map(({ Confidence }) => Confidence);
      expect(levels).toEqual([...levels].sort((one, other) => other - one));
      expect(Math.max(...levels)).toBeLessThanOrEqual(100);
      expect(Math.min(...levels)).toBeGreaterThan(0);
      expect(new Set(analysis.labels.map(({ Name }) => Name)).size).toBe(levels.length);
    }
  });

  it('place everything inside the picture', () => {
    for (const { analysis } of pictures) {
      for (const { BoundingBox } of analysis.labels.flatMap(({ Instances }) => Instances)) {
        const { Left, Top, Width, Height } = BoundingBox;
        expect(Math.min(Left, Top)).toBeGreaterThanOrEqual(0);
        expect(Math.min(Width, Height)).toBeGreaterThan(0);
        expect(Math.max(Left + Width, Top + Height)).toBeLessThanOrEqual(1.000001);
      }
    }
  });

  it('have parents that are labels too', () => {
    for (const { analysis } of pictures) {
      const names = new Set(analysis.labels.map(({ Name }) => Name));
      for (const { Name } of analysis.labels.flatMap(({ Parents }) => Parents)) {
        expect(names).toContain(Name);
      }
    }
  });

  it('see one cat, its breed, and what the categories promise', () => {
    const breedNames = new Map(seedBreeds().map(({ id, name }) => [id, name]));
    for (const { analysis, breedIds, categoryIds } of pictures) {
      const placed = (name: string) =>
        analysis.labels.find(({ Name }) => Name === name)?.Instances.length ?? 0;
      expect(placed('Cat')).toBe(1);
      const names = analysis.labels.map(({ Name }) => Name);
      for (const id of breedIds) expect(names).toContain(breedNames.get(id));
      for (const { id, name } of seedCategories) {
        const seen = (shows[name] ?? []).some((label) => placed(label) === 1);
        expect([name, seen]).toEqual([name, categoryIds.includes(id)]);
      }
    }
  });
});
