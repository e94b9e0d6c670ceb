import type { Configured, Targets } from '../deps.js';
import type { TargetName } from '../entry.js';
import type { Chat, OnCall, PublicBoard, Tracker } from '../ports.js';

/** The ports, each opened once and when it is first used. */
export interface OpenPorts {
  onCall(): Promise<OnCall>;
  chat(): Promise<Chat>;
  board(): Promise<Tracker>;
  publicBoard(): Promise<PublicBoard>;
}

/** Opens on demand; an absent target rejects, and nothing should have been asked of it. */
export function openPorts(targets: Targets): OpenPorts {
  return {
    onCall: once(targets.onCall),
    chat: once(targets.chat),
    board: once(targets.board),
    publicBoard: once(targets.publicBoard),
  };
}

/** The configuration of a target by its name. */
export function configured(targets: Targets, name: TargetName): Configured<unknown> {
  switch (name) {
    case 'on-call':
      return targets.onCall;
    case 'chat':
      return targets.chat;
    case 'board':
      return targets.board;
    case 'public':
      return targets.publicBoard;
  }
}

function once<T>(target: Configured<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => {
    if (target.kind === 'absent') return Promise.reject(new Error(target.reason));
    opened ??= target.open();
    return opened;
  };
}
