import * as z from 'zod';

/** One line without control characters. */
export const oneLine = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
    .regex(/^[^\u0000-\u001f\u007f]*$/u, 'must be one line without control characters')
    // YAML can write a half of a letter, and no request can.
    .refine((value) => !/\p{Surrogate}/u.test(value), 'must be whole letters');

/** What a scenario calls its phases and feeds. */
export const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'must be a name of letters, digits, - and _');

/** A value that goes into a request; YAML may have read it as a number. */
export const text = z
  .union([z.string(), z.number(), z.boolean()])
  .transform(String)
  .pipe(oneLine(2000));

export const headerName = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'must be the name of a header');
