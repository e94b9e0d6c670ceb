import * as z from 'zod';

/**
 * What the supervisor (`api-server/supervisor.ts`) tells the process that started it, over the
 * channel Node opens between a process and its fork. It stops by itself when that channel closes.
 */
export const supervisorMessageSchema = z.discriminatedUnion('type', [
  /** A slow step of the start, such as drawing the seed; for a person to read. */
  z.object({ type: z.literal('progress'), text: z.string() }),
  z.object({
    type: z.literal('listening'),
    /** Base URL of the public API, without a trailing slash. */
    url: z.string(),
    /** Base URL of the private port: `/metrics`. */
    privateUrl: z.string(),
    workers: z.number(),
    /** What it runs, such as `0.1.0+4faa961abcde`; one of before this was told says nothing. */
    release: z.string().optional(),
    /** Key of the first account, when this start made it: shown once, stored only hashed. */
    firstKey: z.string().optional(),
    /** A start before made it, and was interrupted before it was shown: another can be made. */
    firstKeyUnseen: z.boolean().optional(),
  }),
  /** The start failed; the process exits by itself after this. `code` is of the error registry. */
  z.object({
    type: z.literal('failed'),
    code: z.string(),
    message: z.string(),
    hint: z.string().optional(),
  }),
  /** What was asked for by `restart` is done: so many processes were replaced. */
  z.object({ type: z.literal('restarted'), replaced: z.number() }),
  /** It is not: `replaced` are new, and `kept` stayed as they were, for the reason in `message`. */
  z.object({
    type: z.literal('restart-given-up'),
    replaced: z.number(),
    kept: z.number(),
    message: z.string(),
  }),
]);

export type SupervisorMessage = z.infer<typeof supervisorMessageSchema>;

/**
 * What the starting process tells the supervisor. `restart` replaces its processes by new ones, one
 * after the other, while the API goes on; however often it is said meanwhile, one more follows.
 */
export type SupervisorCommand = { readonly type: 'stop' } | { readonly type: 'restart' };
