import * as z from 'zod';
import { parseMailbox } from '../../../src/platform/mailbox.js';

const fault = 'INVALID_CREDENTIALS';

/**
 * Who wants an account. What else the original's clients send (`appDescription`, `details`,
 * `opted_into_mailing_list`) is read by nobody here, so it is not kept.
 */
export const newAccount = z.object({
  email: z
    .string(fault)
    .transform((text, context): string => {
      const address = readAddress(text.trim());
      if (address !== undefined) return address;
      context.issues.push({ code: 'custom', message: fault, input: text });
      return z.NEVER;
    })
    .meta({ type: 'string', example: 'ada@example.com' }),
});

/** Lower case: nobody has two addresses that differ in that alone, and many write theirs both ways. */
function readAddress(text: string): string | undefined {
  try {
    const { address } = parseMailbox(text);
    return address === text ? address.toLowerCase() : undefined;
  } catch {
    return undefined;
  }
}
