import type { Route } from './route.js';

/** Knows what may be asked of a path, for whoever asked something else (RFC 9110, 15.5.6). */
export class AllowedMethods {
  readonly #known: { readonly path: RegExp; readonly methods: readonly string[] }[] = [];

  add({ method, path }: Pick<Route, 'method' | 'path'>): void {
    // A collection is also known with a slash at its end; that more paths have one harms nobody here.
    const pattern = path
      .replace(/\/$/, '')
      .replace(/[.]/g, '\\.')
      .replace(/\{\w+\}/g, '[^/]+');
    const methods = method === 'GET' ? ['GET', 'HEAD'] : [method];
    this.#known.push({ path: new RegExp(`^${pattern}/?$`), methods });
  }

  /** As the header says it. Every path answers a browser that asks whether it may call it. */
  of(url: string): string {
    const [path = ''] = url.split('?', 1);
    const found = this.#known.filter((known) => known.path.test(path));
    return [...new Set(found.flatMap(({ methods }) => methods)), 'OPTIONS'].join(', ');
  }
}
