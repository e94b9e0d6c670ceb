import type { Configured, Targets } from '../../src/incidents/deps.js';
import type { TargetName } from '../../src/incidents/entry.js';

/** One call of a port that changes something. */
export interface NotedCall {
  readonly target: TargetName;
  /** The port's method, such as `postHeadline`. */
  readonly call: string;
  readonly request: unknown;
}

const reads = /^(find|read|whoIsOnCall|log$)/;

/** The same targets, where every call that changes something is noted before it is made. */
export function notedTargets(targets: Targets, note: (call: NotedCall) => void): Targets {
  return {
    onCall: noted('on-call', targets.onCall, note),
    chat: noted('chat', targets.chat, note),
    board: noted('board', targets.board, note),
    publicBoard: noted('public', targets.publicBoard, note),
  };
}

function noted<T extends object>(
  target: TargetName,
  configured: Configured<T>,
  note: (call: NotedCall) => void,
): Configured<T> {
  if (configured.kind === 'absent') return configured;
  return {
    ...configured,
    open: async () =>
      new Proxy(await configured.open(), {
        get: (port, name, receiver) => {
          const member: unknown = Reflect.get(port, name, receiver);
          if (typeof member !== 'function' || typeof name !== 'string' || reads.test(name)) {
            return member;
          }
          return (...given: unknown[]) => {
            note({ target, call: name, request: given[0] });
            return Reflect.apply(member, port, given) as unknown;
          };
        },
      }),
  };
}
