import { CatopsError } from '../platform/errors.js';
import { type Feed, wordsOf } from './feed.js';
import { controlFault } from './feed-file.js';
import { fieldValues } from './item-values.js';
import { pickValues } from './pick-values.js';
import { fillPlaceholders } from './placeholders.js';
import type { TargetReader } from './ports.js';
import { seededRandom } from './random.js';
import type { ScenarioFile } from './scenario.js';

/** Values by feed name in the order they are taken, never empty. */
export type FeedValues = Readonly<Record<string, readonly string[]>>;

/**
 * The values of every feed; those of the target are asked for once. A target that answers 5xx is
 * what the test is to show, so its feeds get one stand-in value and the load goes on. Any other
 * fault is `scenario-invalid`. Files and the environment were read before.
 */
export async function fillFeeds(
  target: TargetReader,
  file: ScenarioFile,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<FeedValues> {
  const { feeds } = file.scenario;
  const filled: Record<string, readonly string[]> = {};
  for (const name of Object.keys(feeds)) await fill(name);
  return filled;

  async function fill(name: string): Promise<readonly string[]> {
    const feed = feeds[name];
    const known = filled[name];
    if (known || !feed) return known ?? [];
    const values = feed.kind === 'target' ? await ask(name, feed) : valuesOf(feed);
    if (values.length === 0) throw fault(file, name, 'has no values');
    const picked = pickValues(values, feed);
    filled[name] = picked;
    return picked;
  }

  async function ask(
    name: string,
    feed: Extract<Feed, { kind: 'target' }>,
  ): Promise<readonly string[]> {
    const others = new Map<string, string>();
    for (const other of Object.keys(feeds)) {
      if (!feed.path.includes(`{${other}}`)) continue;
      others.set(other, (await fill(other))[0] ?? '');
    }
    const path = fillPlaceholders(feed.path, (other) => {
      const value = others.get(other);
      return value === undefined ? undefined : encodeURIComponent(value);
    });
    const reply = await target.get(path, { headers, signal });
    if (reply.status >= 500) return ['unavailable'];
    const asked = `GET ${feed.written}`;
    if (reply.status !== 200) throw fault(file, name, `${asked} answered ${reply.status}, not 200`);
    const values = fieldValues(reply.text, feed.field).slice(0, feed.count);
    if (values.length === 0) {
      throw fault(file, name, `${asked} gave no item with a field "${feed.field}"`);
    }
    // It would be written into requests: a line break would become a header of the target's choice.
    const wrong = values.map(controlFault).find((found) => found !== null);
    if (wrong) throw fault(file, name, `${asked} gave a "${feed.field}" that ${wrong}`);
    return values;
  }
}

function fault({ locate }: ScenarioFile, name: string, reason: string): CatopsError {
  return new CatopsError(
    'scenario-invalid',
    `${locate(['feeds', name])} feeds.${name}: ${reason}.`,
  );
}

function valuesOf(feed: Exclude<Feed, { kind: 'target' }>): readonly string[] {
  switch (feed.kind) {
    case 'list':
      return feed.values;
    case 'words':
      return wordsOf(feed.text);
    case 'sequence': {
      const length = Math.floor((feed.to - feed.from) / feed.step) + 1;
      return Array.from({ length }, (_, index) => String(feed.from + index * feed.step));
    }
    case 'random': {
      const random = seededRandom(feed.seed);
      const span = feed.to - feed.from + 1;
      return Array.from({ length: feed.count }, () =>
        String(feed.from + Math.floor(random() * span)),
      );
    }
    case 'file':
      // Whoever loads a scenario for a run reads its files; to go on with nothing would test nothing.
      throw new Error(`The file of a feed was not read: ${feed.file}`);
  }
}
