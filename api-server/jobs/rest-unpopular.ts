import type { Clock } from '../../src/platform/host.js';
import { dislikeOf, restFor, restRule, type VoteTally } from './rest-rule.js';
import type { JobHandlers } from './work-off.js';

/** A picture that everybody may be shown, and what was voted since somebody woke it. */
export interface VotedImage {
  readonly imageId: string;
  readonly resting: boolean;
  readonly tally: VoteTally;
}

/** A picture that goes out of rotation or comes back, and why. */
export interface RestChange extends VotedImage {
  readonly to: 'rest' | 'wake';
}

/** Which pictures rest. */
export interface RestStore {
  /** Approved pictures with at least so many votes, and all that rest. */
  voted(leastVotes: number): Promise<readonly VotedImage[]>;
  /** How many pictures are approved. */
  approved(): Promise<number>;
  /** All of them, or none; what is so already is left alone. */
  apply(changes: readonly RestChange[], now: number): Promise<void>;
}

/** Takes what people dislike out of rotation, and brings back what they do not dislike any more. */
export function createRester(deps: {
  readonly store: RestStore;
  readonly clock: Pick<Clock, 'now'>;
}) {
  const rest: JobHandlers['votes.rest'] = async () => {
    const { store, clock } = deps;
    const changes = restChanges(await store.voted(restRule.votes), await store.approved());
    if (changes.length > 0) await store.apply(changes, clock.now());
  };
  return rest;
}

/** What changes, the most disliked first, while there is room for more that rest. */
export function restChanges(voted: readonly VotedImage[], approved: number): readonly RestChange[] {
  const decided = (to: 'rest' | 'wake') =>
    voted
      .filter(({ tally, resting }) => restFor(tally, resting) === to)
      .map((image): RestChange => ({ ...image, to }));
  const waking = decided('wake');
  const resting = voted.filter((image) => image.resting).length - waking.length;
  const room = Math.max(0, Math.floor(approved * restRule.mostShare) - resting);
  const worst = decided('rest').sort((a, b) => dislikeOf(b.tally) - dislikeOf(a.tally));
  return [...waking, ...worst.slice(0, room)];
}
