/**
 * By which an incident knows the alarm it is of: one key a firing, so that a page that was resolved
 * does not swallow the next one. `at` is the time of the change to ALARM, ISO 8601.
 */
export function incidentKeyOf(alarm: string, at: string): string {
  return `${alarm}@${at}`;
}

/** Whether an incident of that key is about the alarm; people give the name alone. */
export function isKeyOf(key: string | null, alarm: string): boolean {
  return key === alarm || key?.startsWith(`${alarm}@`) === true;
}
