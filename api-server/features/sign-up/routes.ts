import * as z from 'zod';
import { never, route } from '../../http/route.js';
import { newAccount } from './schemas.js';

const refused = z.object({
  message: z.enum(['DUPLICATE_EMAIL', 'INVALID_CREDENTIALS', 'Bad Request']),
});

export const signUp = route({
  method: 'POST',
  path: '/v1/user/passwordlesssignup',
  since: '2026-11-29',
  summary: 'Makes an account; its key comes by mail. Only the address is kept.',
  auth: 'none',
  request: { body: newAccount, example: { email: 'ada@example.com' } },
  errors: 'json',
  replies: {
    200: {
      description: 'The account is made, and the mail with its key is on its way.',
      schema: z.object({ message: z.literal('SUCCESS') }),
      example: { message: 'SUCCESS' },
    },
    400: {
      description:
        'There is an account with that address, it is no address, or the body is no JSON.',
      schema: refused,
      example: { message: 'DUPLICATE_EMAIL' },
    },
  },
  cache: never('Each one makes an account.'),
  limit: 'probation',
  budget: { p99: '200ms', dbQueriesPerRequest: 4 },
  runbook: 'uncached-route',
});
