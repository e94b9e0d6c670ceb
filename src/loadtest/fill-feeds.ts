import { CatopsError } from '../platform/errors.js';
import type { TargetReader } from './ports.js';
import type { Feed, ScenarioFile } from './scenario.js';

/** Values by feed name, never empty. */
export type FeedValues = Readonly<Record<string, readonly string[]>>;

/**
 * The values of every feed; those of the target are asked for once. A target that answers 5xx is
 * what the test is to show, so its feeds get one stand-in value and the load goes on. Any other
 * fault is `scenario-invalid`.
 */
export async function fillFeeds(
  target: TargetReader,
  file: ScenarioFile,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<FeedValues> {
  const filled: Record<string, readonly string[]> = {};
  for (const [name, feed] of Object.entries(file.scenario.feeds)) {
    filled[name] = feed.kind === 'list' ? feed.values : await ask(name, feed);
  }
  return filled;

  async function ask(name: string, feed: Extract<Feed, { kind: 'target' }>): Promise<string[]> {
    const reply = await target.get(feed.path, { headers, signal });
    if (reply.status >= 500) return ['unavailable'];
    const fault = (reason: string): CatopsError =>
      new CatopsError(
        'scenario-invalid',
        `${file.locate(['feeds', name])} feeds.${name}: GET ${feed.path} ${reason}.`,
      );
    if (reply.status !== 200) throw fault(`answered ${reply.status}, not 200`);
    const values = valuesOf(reply.text, feed.field).slice(0, feed.count);
    if (values.length === 0) throw fault(`gave no item with a field "${feed.field}"`);
    return values;
  }
}

function valuesOf(text: string, field: string): string[] {
  const values = itemsOf(text).flatMap((item) => {
    const value: unknown =
      typeof item === 'object' && item !== null ? Reflect.get(item, field) : undefined;
    return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
  });
  return [...new Set(values)].filter((value) => value !== '');
}

// A list, or the first list inside an envelope such as { data: [...] }.
function itemsOf(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value;
    if (typeof value !== 'object' || value === null) return [];
    return Object.values(value).find((part) => Array.isArray(part)) ?? [];
  } catch {
    return [];
  }
}
