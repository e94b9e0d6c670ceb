import type { LoadPlan, PlannedRequest } from '../../loadtest/load-plan.js';
import type { Variant } from '../../loadtest/variants.js';

const mostKept = 4096;

type Headers = Readonly<Record<string, string>>;

/**
 * Writes requests as bytes. Those of small pools are kept, for a closed phase sends as fast as it
 * can; of large ones nothing is, so that memory does not grow with their number.
 */
export function createRequestWriter(plan: LoadPlan): (request: PlannedRequest) => Buffer {
  const url = new URL(plan.url);
  const basePath = url.pathname.replace(/\/$/, '');
  const variants = plan.routes.reduce((sum, route) => sum + route.variants.length, 0);
  const keep = variants * Math.max(1, plan.keys.length) <= mostKept;
  /** By route, and in it by variant and key. */
  const kept: Buffer[][] = plan.routes.map(() => []);
  const common = { host: url.host, connection: 'keep-alive', ...lowerCase(plan.headers) };
  const plainHead = headOf(common);

  const write = ({ route, variant, key }: PlannedRequest): Buffer => {
    const { method = 'GET', variants: all = [] } = plan.routes[route] ?? {};
    const one: Variant = all[variant] ?? { path: '/' };
    const line = `${method} ${basePath}${one.path} HTTP/1.1\r\n`;
    const own = ownHeaders(method, one);
    const head = own === null ? plainHead : headOf({ ...common, ...own });
    const keyLine = key === null ? '' : `x-api-key: ${plan.keys[key] ?? ''}\r\n`;
    return Buffer.from(`${line}${head}${keyLine}\r\n${one.body ?? ''}`, 'utf8');
  };
  return (request) => {
    if (!keep) return write(request);
    const place = request.variant * Math.max(1, plan.keys.length) + (request.key ?? 0);
    const ofRoute = kept[request.route] ?? [];
    ofRoute[place] ??= write(request);
    return ofRoute[place];
  };
}

// Null for the most, which have none.
function ownHeaders(method: string, { headers, body }: Variant): Headers | null {
  // Without a length a server waits for the body of a method that usually has one.
  const length = body === undefined && !/^(POST|PUT|PATCH)$/.test(method) ? null : (body ?? '');
  if (headers === undefined && length === null) return null;
  return {
    ...lowerCase(headers ?? {}),
    ...(length === null ? {} : { 'content-length': String(Buffer.byteLength(length)) }),
  };
}

function lowerCase(headers: Headers): Headers {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

function headOf(headers: Headers): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}
