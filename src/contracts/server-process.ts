import { z } from 'zod';

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
    /** Key of the first account, when this start made it: shown once, stored only hashed. */
    firstKey: z.string().optional(),
  }),
  /** The start failed; the process exits by itself after this. `code` is of the error registry. */
  z.object({
    type: z.literal('failed'),
    code: z.string(),
    message: z.string(),
    hint: z.string().optional(),
  }),
]);

export type SupervisorMessage = z.infer<typeof supervisorMessageSchema>;

/** What the starting process tells the supervisor. */
export type SupervisorCommand = { readonly type: 'stop' };
