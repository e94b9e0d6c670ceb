/** A value of JSON that is no list and no object. */
export type JsonScalar = string | number | boolean | null;

/**
 * What an answer with the expected status must hold besides; one that does not counts as an error.
 * Plain data: it crosses to the generator's thread.
 */
export interface ReplyCheck {
  /** Texts that headers must hold, letter case aside; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Texts the body must hold. */
  readonly contains: readonly string[];
  /** Values of JSON fields, by path such as `0.id`. */
  readonly json: Readonly<Record<string, JsonScalar>>;
  /** Paths of JSON fields that must be there and not null. */
  readonly has: readonly string[];
}

/** Whether the body has to be kept until the answer is complete. */
export function needsBody({ contains, json, has }: ReplyCheck): boolean {
  return contains.length > 0 || has.length > 0 || Object.keys(json).length > 0;
}

/** Whether the headers, raw names and values in turn, hold what they must. */
export function headersHold(check: ReplyCheck, rawHeaders: readonly string[]): boolean {
  return Object.entries(check.headers).every(([name, text]) => {
    for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
      const found = rawHeaders[i] ?? '';
      if (found.length !== name.length || found.toLowerCase() !== name) continue;
      if (rawHeaders[i + 1]?.toLowerCase().includes(text.toLowerCase())) return true;
    }
    return false;
  });
}

/** Whether a body holds what it must. Text that is no JSON has no fields. */
export function bodyHolds({ contains, json, has }: ReplyCheck, body: string): boolean {
  if (!contains.every((text) => body.includes(text))) return false;
  const fields = Object.entries(json);
  if (fields.length === 0 && has.length === 0) return true;
  const data = parsed(body);
  return (
    fields.every(([path, value]) => fieldAt(data, path) === value) &&
    has.every((path) => (fieldAt(data, path) ?? null) !== null)
  );
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function fieldAt(data: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, step) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined;
  }, data);
}
