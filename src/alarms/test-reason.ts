const begin = 'Test of the alarm by ';

/** Why an alarm fires that somebody only tests; whoever is woken by it reads it. */
export function testReasonOf(operator: string): string {
  return `${begin}${operator}: nothing is wrong.`;
}

/** Whether an alarm fires only because somebody tests it, also where a composite repeats it. */
export function isTestReason(reason: string): boolean {
  return reason.includes(begin);
}
