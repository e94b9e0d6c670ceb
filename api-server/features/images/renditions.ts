/** Widths of the smaller copies of a picture, in pixels, the widest first. */
export const renditionWidths = { med: 500, small: 250, thumb: 150 } as const;

export type RenditionName = keyof typeof renditionWidths;

/** What a client may ask for: a smaller copy, or the picture at its own size. */
export type PictureSize = RenditionName | 'full';

const names = Object.keys(renditionWidths) as RenditionName[];

/** A copy that is hardly narrower spares its reader little, and costs the most to make. */
const widestShare = 0.75;

/**
 * The copies that a picture of this width has, the widest first. None is wider than three quarters of
 * the picture: nothing is enlarged, and who asks for such a size is given the picture itself.
 */
export function renditionsWithin(width: number): RenditionName[] {
  return names.filter((name) => renditionWidths[name] <= width * widestShare);
}

/** As the database keeps them: `thumb,small,full`. `full` is there as soon as they are made. */
export function renditionsText(made: readonly RenditionName[]): string {
  return [...names.filter((name) => made.includes(name)).reverse(), 'full'].join(',');
}

/** Those that are made; none while they are not. */
export function readRenditions(text: string | null): RenditionName[] {
  const made = text?.split(',') ?? [];
  return names.filter((name) => made.includes(name));
}

interface Named {
  readonly id: string;
  readonly extension: string;
}

/** The name of a picture's file, or of a copy of it: `ebv.jpg`, `thumb/ebv.jpg`. */
export function pictureFile({ id, extension }: Named, size: PictureSize = 'full'): string {
  return size === 'full' ? `${id}.${extension}` : `${size}/${id}.${extension}`;
}

/** Every file that a picture may have. */
export function pictureFiles(picture: Named): string[] {
  return [...names, 'full' as const].map((size) => pictureFile(picture, size));
}
