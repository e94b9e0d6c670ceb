/** What the votes on a picture come to: of everybody who voted the newest, up above 0. */
export interface VoteTally {
  readonly up: number;
  readonly down: number;
  /** Accounts that the votes are from. */
  readonly accounts: number;
}

/** When votes take a picture out of rotation, and when they bring it back. */
export const restRule = {
  /** Fewer say nothing, or may be one person. */
  votes: 20,
  accounts: 3,
  /** At least that share of all who will ever vote dislikes it, with 95 % confidence. */
  restFrom: 0.7,
  /** Lower, or a picture at the limit would come and go with every vote. */
  wakeBelow: 0.6,
  /** Never more of the approved pictures rest, however many vote against them. */
  mostShare: 0.1,
} as const;

const z = 1.96;

/** The least share that dislikes it: lower bound of Wilson's 95 % interval; 0 without votes. */
export function dislikeOf({ up, down }: VoteTally): number {
  const votes = up + down;
  if (votes === 0) return 0;
  const share = down / votes;
  const spread = z * Math.sqrt((share * (1 - share)) / votes + (z * z) / (4 * votes * votes));
  return (share + (z * z) / (2 * votes) - spread) / (1 + (z * z) / votes);
}

/** What its votes mean for a picture. */
export function restFor(tally: VoteTally, resting: boolean): 'rest' | 'wake' | 'stay' {
  const dislike = dislikeOf(tally);
  const isEnough = tally.up + tally.down >= restRule.votes && tally.accounts >= restRule.accounts;
  if (!resting) return isEnough && dislike >= restRule.restFrom ? 'rest' : 'stay';
  return isEnough && dislike >= restRule.wakeBelow ? 'stay' : 'wake';
}
