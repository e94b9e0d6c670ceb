export type SharpModule = typeof import('sharp')['default'];

/** How it is loaded. */
export interface SharpOptions {
  /** Leaves the process no other decoders than those used here. */
  readonly confine: boolean;
}

/** The sharp package, loaded with the first picture: it is heavy. */
export function sharpModule({ confine }: SharpOptions): () => Promise<SharpModule> {
  let loaded: Promise<SharpModule> | undefined;
  return () => {
    loaded ??= load(confine);
    return loaded;
  };
}

async function load(confine: boolean): Promise<SharpModule> {
  const { default: sharp } = await import('sharp');
  if (!confine) return sharp;
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: [
      'VipsForeignLoadJpegBuffer',
      'VipsForeignLoadPngBuffer',
      'VipsForeignLoadNsgifBuffer',
    ],
  });
  return sharp;
}
