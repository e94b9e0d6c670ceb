import { mapTexts } from './placeholders.js';
import type { ScenarioBody } from './scenario.js';

const inText = /\{([A-Za-z0-9][\w-]*)(:number)?\}/g;
const aNumber = /^\{([A-Za-z0-9][\w-]*):number\}$/;

/**
 * A body with its feeds filled in. In JSON a text that is `{feed:number}` and nothing else becomes a
 * number. A value that is none stays a text: the target may say what it thinks of it.
 */
export function fillBody(body: ScenarioBody, lookup: (name: string) => string | undefined): string {
  const fill = (text: string): string =>
    text.replace(inText, (whole, name: string) => lookup(name) ?? whole);
  if (body.kind === 'text') return fill(body.value);
  return JSON.stringify(
    mapTexts(body.value, (text) => {
      const name = aNumber.exec(text)?.[1];
      const value = name === undefined ? undefined : lookup(name);
      if (value === undefined) return fill(text);
      return Number.isFinite(Number(value)) ? Number(value) : value;
    }),
  );
}
