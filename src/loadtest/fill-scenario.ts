import { type EnvReference, replaceReferences } from './env-references.js';
import { type Feed, wordsOf } from './feed.js';
import { controlFault } from './feed-file.js';
import { escapedForUrl } from './mask-secrets.js';
import { mapTexts } from './placeholders.js';
import type { Scenario, ScenarioBody, ScenarioPath, ScenarioRoute } from './scenario.js';
import type { ScenarioFault } from './scenario-fault.js';

/** What a scenario takes from outside of its file. */
export interface Outside {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Values of the feeds that are files, by feed name. */
  readonly files: Readonly<Record<string, readonly string[]>>;
  /** The OpenAPI document as JSON, where it is a file. */
  readonly openApi?: string;
}

/** A scenario with what its file does not hold. */
export interface FilledScenario {
  readonly scenario: Scenario;
  /** Values from the environment: never to be shown. */
  readonly secrets: readonly string[];
  /** Variables that have to be set and are not. */
  readonly missing: readonly string[];
  readonly faults: readonly ScenarioFault[];
}

/** Puts values of the environment, and those of feeds' files, where the scenario names them. */
export function fillScenario(
  scenario: Scenario,
  { env, files, openApi: text }: Outside,
): FilledScenario {
  const reader = new EnvReader(env);
  const feeds = Object.entries(scenario.feeds).map(([name, feed]) => [
    name,
    fillFeed(feed, files[name] ?? [], reader, ['feeds', name]),
  ]);
  const keys = scenario.keys?.flatMap((text) => wordsOf(reader.text(text, ['keys']))) ?? null;
  if (keys?.length === 0 && reader.missing.size === 0) {
    reader.faults.push({ path: ['keys'], message: 'it holds no key' });
  }
  const filled: Scenario = {
    ...scenario,
    openApi:
      scenario.openApi.kind === 'file' && text !== undefined
        ? { kind: 'text', file: scenario.openApi.file, text }
        : scenario.openApi,
    headers: reader.all(scenario.headers, ['headers']),
    keys,
    feeds: Object.fromEntries(feeds),
    routes: scenario.routes.map((route) => fillRoute(route, reader)),
  };
  const { secrets, missing, faults } = reader;
  return { scenario: filled, secrets: [...secrets], missing: [...missing].sort(), faults };
}

/** Reads the environment, and remembers what it gave and what it has not. */
class EnvReader {
  readonly secrets = new Set<string>();
  readonly missing = new Set<string>();
  readonly faults: ScenarioFault[] = [];
  readonly #env: Outside['env'];

  constructor(env: Outside['env']) {
    this.#env = env;
  }

  text(text: string, path: ScenarioPath): string {
    return replaceReferences(text, (reference) => this.#value(reference, path));
  }

  /** As part of a URL. */
  url(text: string, path: ScenarioPath): string {
    return replaceReferences(text, (reference) => escapedForUrl(this.#value(reference, path)));
  }

  all(
    texts: Readonly<Record<string, string>>,
    path: ScenarioPath,
  ): Readonly<Record<string, string>> {
    return Object.fromEntries(
      Object.entries(texts).map(([key, text]) => [key, this.text(text, [...path, key])]),
    );
  }

  #value({ name, fallback }: EnvReference, path: ScenarioPath): string {
    // Read from a file into a variable, a value ends in a line break.
    const given = this.#env[name]?.trim() ?? '';
    if (given === '') {
      if (fallback === null) this.missing.add(name);
      return fallback ?? '';
    }
    for (const secret of [given, ...wordsOf(given)]) this.secrets.add(secret);
    const fault = controlFault(given);
    if (fault !== null) this.faults.push({ path, message: `the value of ${name} ${fault}` });
    return given;
  }
}

function fillFeed(
  feed: Feed,
  fileValues: readonly string[],
  reader: EnvReader,
  path: ScenarioPath,
): Feed {
  const { pick, seed } = feed;
  switch (feed.kind) {
    case 'list': {
      const values = feed.values.map((text) => reader.text(text, [...path, 'list']));
      return { kind: 'list', values, pick, seed };
    }
    case 'words':
      return { ...feed, text: reader.text(feed.text, [...path, 'list']) };
    case 'target':
      return { ...feed, path: reader.url(feed.path, [...path, 'from', 'get']) };
    case 'file':
      return { kind: 'list', values: fileValues, pick, seed };
    default:
      return feed;
  }
}

function fillRoute(route: ScenarioRoute, reader: EnvReader): ScenarioRoute {
  const path = ['routes', route.route];
  return {
    ...route,
    params: reader.all(route.params, [...path, 'path']),
    query: reader.all(route.query, [...path, 'query']),
    headers: reader.all(route.headers, [...path, 'headers']),
    body: route.body === null ? null : fillBody(route.body, reader, [...path, 'body']),
  };
}

function fillBody(body: ScenarioBody, reader: EnvReader, path: ScenarioPath): ScenarioBody {
  if (body.kind === 'text') return { ...body, value: reader.text(body.value, path) };
  return { ...body, value: mapTexts(body.value, (text) => reader.text(text, path)) };
}
