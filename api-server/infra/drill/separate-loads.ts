import { ReplyCache, type ReplyCacheOptions } from '../../http/reply-cache.js';

/** A cache in which, for some routes, nobody waits for the load of another: each makes its own. */
export class SeparateLoads extends ReplyCache {
  readonly #routes: readonly string[];

  constructor(options: ReplyCacheOptions, routes: readonly string[]) {
    super(options);
    this.#routes = routes;
  }

  protected override underWay(key: string) {
    return this.#routes.some((name) => isOf(key, name)) ? undefined : super.underWay(key);
  }
}

/** After the route's name a key says who the reply is shown to. */
function isOf(key: string, route: string): boolean {
  return key.startsWith(`${route}+`) || key.startsWith(`${route}-`);
}
