// `${env:NAME}` and `${env:NAME:-default}`. The names of values may be read by anybody, the values not.
const reference = /\$\{env:([A-Za-z_][A-Za-z0-9_]*)(?::-([^{}]*))?\}/g;

/** One reference to the environment. */
export interface EnvReference {
  readonly name: string;
  /** Taken when the variable is not set; null when it has to be. */
  readonly fallback: string | null;
}

/** The text with each reference replaced. */
export function replaceReferences(text: string, valueFor: (found: EnvReference) => string): string {
  return text.replace(reference, (_whole, name: string, fallback: string | undefined) =>
    valueFor({ name, fallback: fallback ?? null }),
  );
}

/** The text without its references: what is left is the scenario's own. */
export function withoutReferences(text: string): string {
  return replaceReferences(text, () => '');
}

/** What is wrong with the references of a text, or null. */
export function referenceFault(text: string): string | null {
  return withoutReferences(text).includes('${env')
    ? `a reference to the environment is written \${env:NAME} or \${env:NAME:-default}`
    : null;
}
