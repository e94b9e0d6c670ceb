import { CatopsError } from '../../src/platform/errors.js';

/** Something that can only mean an incident: `INC-2026-014`, `014` or `latest`. */
export function isReference(word: string): boolean {
  return /^(latest|@|INC-\d{4}-\d+|\d+)$/i.test(word);
}

/** An optional incident before a value: `note 014 "text"`, `note "text"`, `note 014`. */
export interface Positionals {
  readonly reference: string | undefined;
  readonly value: string | undefined;
}

/** Tells the incident and the text apart when only one word was given. */
export function referenceThenText(first?: string, second?: string): Positionals {
  if (second !== undefined) return { reference: first, value: second };
  if (first !== undefined && isReference(first)) return { reference: first, value: undefined };
  return { reference: undefined, value: first };
}

/** As {@link referenceThenText}, for a value of a closed set: one word alone is the value. */
export function referenceThenValue(first?: string, second?: string): Positionals {
  return second === undefined
    ? { reference: undefined, value: first }
    : { reference: first, value: second };
}

/** One of the choices, or one `usage-invalid` that lists them. */
export function oneOf<const T extends string>(
  what: string,
  choices: readonly T[],
  given: string | undefined,
): T {
  const choice = choices.find((known) => known === given);
  if (choice !== undefined) return choice;
  const said = given === undefined ? `No ${what} was given` : `"${given}" is no ${what}`;
  throw new CatopsError('usage-invalid', `${said}; it is one of ${choices.join(', ')}.`);
}
