import { executionAsyncResource } from 'node:async_hooks';
import { nextTick } from 'node:process';

let held: object | undefined;

/**
 * Keeps one tick of `process.nextTick` for as long as the process lives, and resolves to it.
 *
 * V8 forgets the shape of Node's tick objects when full garbage collections find none of them, and takes
 * the slow way for each that is made from then on: four to eight times the CPU a tick, on Node 20, 22
 * and 24. A request makes about seven.
 */
export function holdTick(): Promise<object> {
  return new Promise((resolve) => {
    nextTick(() => {
      held ??= executionAsyncResource();
      resolve(held);
    });
  });
}
