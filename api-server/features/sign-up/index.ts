export { signUp } from './routes.js';

import type { Clock } from '../../../src/platform/host.js';
import { type Binding, bindOpen } from '../../http/binding.js';
import { jsonReply, success } from '../../http/reply.js';
import { signUp } from './routes.js';
import type { SignUpStore } from './store.js';

const duplicate = jsonReply('{"message":"DUPLICATE_EMAIL"}', [], 400);

/**
 * The route of signing up with its handler. Clients of the original are told when an address is
 * known, so the answer says what its time could betray, and equal times would hide nothing. What
 * keeps people from trying out addresses is the limit a client has on this route.
 */
export function bindSignUp(store: SignUpStore, clock: Pick<Clock, 'now'>): Binding[] {
  return [
    bindOpen(signUp, async ({ body }) =>
      (await store.signUp(body.email, clock.now())) ? success : duplicate,
    ),
  ];
}
