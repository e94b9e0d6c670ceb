import * as z from 'zod';
import { textField } from '../../http/body-fields.js';

const fault = 'INVALID_DATA';
const longestUrl = 2048;

/** Events that can be told. */
export const eventNames = ['favourite.created'] as const;

/** A webhook as it is made. Faults are told in this order. */
export const newWebhook = z.object({
  name: textField('name'),
  url: z
    .string({ error: ({ input }) => (input === undefined ? '"url" is required' : fault) })
    .max(longestUrl, fault)
    .refine(isDeliverable, fault)
    .meta({ example: 'https://cats.example/hook' }),
  events: z
    .array(z.enum(eventNames, fault), {
      error: ({ input }) => (input === undefined ? '"events" is required' : fault),
    })
    .min(1, fault)
    .max(eventNames.length, fault),
});

export type NewWebhookBody = z.output<typeof newWebhook>;

/** Whether there is such an address is seen when something is delivered. */
function isDeliverable(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  // A password in an address would be kept as it is and sent to whoever it names.
  return ['http:', 'https:'].includes(protocol) && `${username}${password}` === '';
}

const time = z.string();

export const webhookReply = z.object({
  app: z.object({
    ...{ createdAt: time, id: z.string(), metadata: z.object({}), name: z.string() },
    ...{ uid: z.string(), updatedAt: time },
  }),
  endpoint: z.object({
    ...{ channels: z.null(), createdAt: time, description: z.string(), disabled: z.boolean() },
    ...{ filterTypes: z.array(z.string()), id: z.string(), metadata: z.null() },
    ...{ rateLimit: z.null(), uid: z.null(), updatedAt: time, url: z.string(), version: z.int() },
  }),
  secret: z.string().meta({ description: 'Signs every delivery. It is shown this once.' }),
});
