/** Turns an SVG document into the bytes of an image file of the size it names. */
export async function render(svg: string, extension: 'jpg' | 'png'): Promise<Buffer> {
  // Late, because most starts draw nothing and need not wait for it.
  const { default: sharp } = await import('sharp');
  // Every backdrop is opaque, so the alpha channel says nothing.
  const image = sharp(Buffer.from(svg)).removeAlpha();
  return extension === 'png'
    ? image.png({ compressionLevel: 6, palette: false }).toBuffer()
    : image.jpeg({ quality: 82 }).toBuffer();
}
