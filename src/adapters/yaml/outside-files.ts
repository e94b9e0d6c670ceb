import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { caps } from '../../loadtest/caps.js';
import { readFeedFile } from '../../loadtest/feed-file.js';
import type { Scenario } from '../../loadtest/scenario.js';
import type { ScenarioFault } from '../../loadtest/scenario-fault.js';
import { messageOf, systemErrorCode } from '../../platform/errors.js';
import { parsePlain } from './parse-plain.js';

/** Values of the feeds that are files, by feed name, and what is wrong with them. */
export async function readFeedFiles(
  { feeds }: Pick<Scenario, 'feeds'>,
  directory: string,
): Promise<{
  readonly files: Readonly<Record<string, readonly string[]>>;
  readonly faults: readonly ScenarioFault[];
}> {
  const files: Record<string, readonly string[]> = {};
  const faults: ScenarioFault[] = [];
  for (const [name, feed] of Object.entries(feeds)) {
    if (feed.kind !== 'file') continue;
    const read = await textOf(resolve(directory, feed.file))
      .then((text) => readFeedFile(feed, text))
      .catch((error: unknown) => ({ reason: reasonOf(error) }));
    if ('values' in read) files[name] = read.values;
    else {
      const path = ['feeds', name, feed.format];
      faults.push({ path, message: `${feed.file}: ${read.reason}` });
    }
  }
  return { files, faults };
}

/** The OpenAPI document of a scenario that names a file, as JSON, and what is wrong with it. */
export async function readOpenApiFile(
  { openApi }: Pick<Scenario, 'openApi'>,
  directory: string,
): Promise<{ readonly openApi?: string; readonly faults: readonly ScenarioFault[] }> {
  if (openApi.kind !== 'file') return { faults: [] };
  try {
    const data = parsePlain(await textOf(resolve(directory, openApi.file)));
    return { openApi: JSON.stringify(data), faults: [] };
  } catch (error) {
    const message = `${openApi.file}: ${reasonOf(error)}`;
    return { faults: [{ path: ['openapi'], message }] };
  }
}

async function textOf(path: string): Promise<string> {
  const found = await stat(path);
  if (!found.isFile()) throw new Error('it is not a file');
  if (found.size > caps.feedFileBytes) {
    throw new Error(`it is larger than ${caps.feedFileBytes} bytes`);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
}

function reasonOf(error: unknown): string {
  const code = systemErrorCode(error);
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'it is not UTF-8 text';
  return messageOf(error);
}
