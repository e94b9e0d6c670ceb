import type { ImageFilter, ShownImage } from '../features/images/store.js';

/** Whether a picture is one that a filter asks for. */
export function matches(image: ShownImage, filter: ImageFilter): boolean {
  const { breedIds, categoryIds, extensions, hasBreeds } = filter;
  return (
    (breedIds?.some((id) => image.breedIds.includes(id)) ?? true) &&
    (categoryIds?.some((id) => image.categoryIds.includes(id)) ?? true) &&
    (extensions?.includes(image.extension) ?? true) &&
    (!hasBreeds || image.breedIds.length > 0)
  );
}
