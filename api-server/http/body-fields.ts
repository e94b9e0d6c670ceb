import * as z from 'zod';

const longestText = 255;

/** What a field must be, in the words that clients of the original API know. */
function faults(name: string) {
  return {
    required: `"${name}" is required`,
    empty: `"${name}" is not allowed to be empty`,
    text: `"${name}" must be a string`,
  };
}

/** A text that must be there: of 1 to 255 characters. */
export function textField(name: string) {
  const { required, empty, text } = faults(name);
  return z
    .string({ error: ({ input }) => (input === undefined ? required : text) })
    .min(1, empty)
    .max(longestText, 'INVALID_DATA');
}

/** A number; `true` and `false`, also as text, are 1 and 0. */
export function scoreField(name: string) {
  const { required, empty } = faults(name);
  return z
    .unknown()
    .transform((sent, context): number => {
      const score = scoreOf(sent);
      if (score !== undefined) return score;
      let message = 'INVALID_DATA';
      if (sent === undefined) message = required;
      if (sent === '') message = empty;
      context.issues.push({ code: 'custom', message, input: sent });
      return z.NEVER;
    })
    .meta({ anyOf: [{ type: 'number' }, { type: 'boolean' }] });
}

function scoreOf(sent: unknown): number | undefined {
  if (sent === true || sent === 'true') return 1;
  if (sent === false || sent === 'false') return 0;
  return typeof sent === 'number' && Number.isFinite(sent) ? sent : undefined;
}
