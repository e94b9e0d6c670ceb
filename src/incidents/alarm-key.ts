const prefix = 'alarm:';
const tested = '#test';

/**
 * The key of an alarm's incident: one a firing (`firedAt`, ISO 8601), so that a page that is resolved
 * late does not swallow the next one. That of a test is marked: it speaks of nothing that is wrong.
 */
export function incidentKeyOf(alarm: string, firedAt: string, isTest = false): string {
  return `${prefix}${alarm}@${firedAt}${isTest ? tested : ''}`;
}

/** Whether an alarm opened it because something is wrong: no person, and no test. */
export function isAlarmKey(key: string | null): boolean {
  return key?.startsWith(prefix) === true && !isTestKey(key);
}

/** Whether it is of the test of an alarm. */
export function isTestKey(key: string | null): boolean {
  return key?.startsWith(prefix) === true && key.endsWith(tested);
}

/**
 * Whether an incident of that key is about the alarm, whoever opened it. One about an alarm of routes
 * is about all of them: `alarm:latency-p99` is about `latency-p99 GET /v1/breeds`.
 */
export function isKeyOf(key: string | null, alarm: string): boolean {
  // People give the name alone.
  if (key === alarm) return true;
  if (!key?.startsWith(prefix)) return false;
  const about = key.slice(prefix.length).replace(/@[^@]*$/, '');
  return about === alarm || alarm.startsWith(`${about} `);
}
