/** All pages of a listing: the client has no paginator for most of them. */
export async function allPages<T>(
  page: (token: string | undefined) => Promise<{
    readonly items: readonly T[] | undefined;
    readonly next: string | undefined;
  }>,
): Promise<T[]> {
  const all: T[] = [];
  let token: string | undefined;
  do {
    const { items, next } = await page(token);
    all.push(...(items ?? []));
    token = next || undefined;
  } while (token !== undefined);
  return all;
}
