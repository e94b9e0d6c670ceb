/** The different values of a field over the items of a JSON text. */
export function fieldValues(text: string, field: string): string[] {
  const values = itemsOf(text).flatMap((item) => {
    const value: unknown =
      typeof item === 'object' && item !== null ? Reflect.get(item, field) : undefined;
    return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
  });
  return [...new Set(values)].filter((value) => value !== '');
}

/** Names of the fields of its first item. */
export function itemFields(text: string): string[] {
  const [first] = itemsOf(text);
  return typeof first === 'object' && first !== null ? Object.keys(first) : [];
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
