/** A form as a browser sends it: its bytes and its type. */
export async function multipart(
  parts: Readonly<Record<string, string | { readonly name: string; readonly bytes: Uint8Array }>>,
): Promise<{ readonly body: Buffer; readonly headers: Readonly<Record<string, string>> }> {
  const form = new FormData();
  for (const [field, part] of Object.entries(parts)) {
    if (typeof part === 'string') form.set(field, part);
    else form.set(field, new Blob([new Uint8Array(part.bytes)]), part.name);
  }
  const encoded = new Response(form);
  return {
    body: Buffer.from(await encoded.arrayBuffer()),
    headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
  };
}
